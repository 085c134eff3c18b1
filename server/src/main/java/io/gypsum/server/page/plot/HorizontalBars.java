package io.gypsum.server.page.plot;

import java.util.List;

/** Horizontal bars, one below the other, each with its name on the left and its value on the right. */
final class HorizontalBars {
  private static final double ROW_HEIGHT = 24;
  private static final double BAR_HEIGHT = 14;
  private static final double MAX_NAME_WIDTH = 220;
  private static final double GAP = 8;

  private HorizontalBars() {}

  /**
   * One bar.
   *
   * @param size determines the length of the bar; 0 for a row without a bar
   * @param label the value, after the bar
   */
  record Bar(String name, double size, String label) {
    /**
     * Returns a row without a bar, for the sum of all other values: its bar could be so long that the other bars would
     * vanish.
     */
    static Bar ofOthers(String name, String label) {
      return new Bar(name, 0, label);
    }
  }

  static double height(int bars) {
    return bars * ROW_HEIGHT + 4;
  }

  /** Draws bars into an image of {@link #height}. */
  static void draw(Svg svg, List<Bar> bars) {
    double nameWidth =
        bars.stream()
            .mapToDouble(bar -> Labels.width(Labels.shortened(bar.name(), MAX_NAME_WIDTH)))
            .max()
            .orElse(0);
    double labelWidth =
        bars.stream().mapToDouble(bar -> Labels.width(bar.label())).max().orElse(0);
    double max = bars.stream().mapToDouble(Bar::size).max().orElse(0);
    double left = nameWidth + GAP;
    double width = Svg.WIDTH - left - labelWidth - 2 * GAP;
    double y = 2;
    for (Bar bar : bars) {
      double length = max <= 0 ? 0 : width * bar.size() / max;
      double baseline = y + ROW_HEIGHT / 2 + 4;
      svg.nameBefore(left - GAP, baseline, MAX_NAME_WIDTH, bar.name());
      // A bar that is not empty is always visible.
      double shown = bar.size() > 0 ? Math.max(length, 1.5) : 0;
      if (bar.size() > 0) {
        svg.bar(
            "plot-bar", left, y + (ROW_HEIGHT - BAR_HEIGHT) / 2, shown, BAR_HEIGHT,
            bar.name() + ": " + bar.label());
      }
      svg.text("plot-label", "start", left + shown + GAP, baseline, bar.label());
      y += ROW_HEIGHT;
    }
    svg.line("plot-axis", left, 0, left, height(bars.size()));
  }
}
