package io.gypsum.server.page.plot;

import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

import io.gypsum.server.format.Numbers;

/**
 * An axis of numbers from 0 to a round number, with a label at every round step.
 *
 * @param step the distance of two labels: 1, 2 or 5 times a power of ten
 * @param steps the number of steps
 * @param label returns the text of a number
 */
record Axis(double step, int steps, DoubleFunction<String> label) {
  private static final int MAX_STEPS = 5;

  /** Returns an axis up to {@code max} or a little more, with whole steps. */
  static Axis to(double max, DoubleFunction<String> label) {
    double least = Math.max(1, max) / MAX_STEPS;
    double power = Math.pow(10, Math.max(0, Math.floor(Math.log10(least))));
    double step = power;
    for (int factor : new int[] {1, 2, 5, 10}) {
      step = factor * power;
      if (step >= least) {
        break;
      }
    }
    return new Axis(step, (int) Math.max(1, Math.ceil(max / step - 1e-9)), label);
  }

  static Axis ofBytes(double max) {
    return to(max, Numbers::size);
  }

  static Axis ofCounts(double max) {
    return to(max, Labels::shortCount);
  }

  double max() {
    return step * steps;
  }

  /** Returns the numbers that have labels. */
  List<Double> ticks() {
    return IntStream.rangeClosed(0, steps).mapToObj(i -> i * step).toList();
  }

  /** Returns the width of the widest label. */
  double labelWidth() {
    return ticks().stream().mapToDouble(tick -> Labels.width(label.apply(tick))).max().orElse(0);
  }

  /** Returns where a number is between {@code zero} and {@code end}. */
  double position(double value, double zero, double end) {
    return zero + (end - zero) * value / max();
  }
}
