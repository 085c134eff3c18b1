package io.gypsum.server.page.plot;

import java.time.Instant;

/**
 * The part of an image between its axes: numbers from bottom to top, and times from left to right.
 *
 * @param numbers the vertical axis
 * @param times the horizontal axis
 */
record PlotArea(Axis numbers, TimeAxis times, double left) {
  static final double HEIGHT = 240;
  static final double TOP = 12;
  static final double BOTTOM = HEIGHT - 30;
  static final double RIGHT = Svg.WIDTH - 14;
  private static final double GAP = 8;
  /** Minimum space on each side of the label of a time. */
  private static final double LABEL_EDGE = 4;

  static PlotArea of(Axis numbers, TimeAxis times) {
    return new PlotArea(numbers, times, leftOf(numbers));
  }

  /** Returns where the area begins, so that the labels of the vertical axis fit. */
  static double leftOf(Axis numbers) {
    return numbers.labelWidth() + 2 * GAP;
  }

  double x(Instant time) {
    return times.position(time, left, RIGHT);
  }

  double y(double number) {
    return numbers.position(Math.clamp(number, 0, numbers.max()), BOTTOM, TOP);
  }

  /** Draws the axes. */
  void drawAxes(Svg svg) {
    drawNumbers(svg, numbers, left);
    for (TimeAxis.Tick tick : times.ticks()) {
      double x = x(tick.time());
      svg.line("plot-tick", x, BOTTOM, x, BOTTOM + 4);
      drawTickLabel(svg, x, tick.label());
    }
  }

  /** Draws a label under the axis, within the image. */
  static void drawTickLabel(Svg svg, double x, String label) {
    double half = Labels.width(label) / 2 + LABEL_EDGE;
    double within = Math.clamp(x, half, Svg.WIDTH - half);
    svg.text("plot-label", "middle", within, BOTTOM + 19, label);
  }

  /** Draws the horizontal lines of the numbers, and their labels. */
  static void drawNumbers(Svg svg, Axis numbers, double left) {
    for (double tick : numbers.ticks()) {
      double y = numbers.position(tick, BOTTOM, TOP);
      svg.line(tick == 0 ? "plot-axis" : "plot-grid", left, y, RIGHT, y);
      svg.text("plot-label", "end", left - GAP, y + 4, numbers.label().apply(tick));
    }
  }
}
