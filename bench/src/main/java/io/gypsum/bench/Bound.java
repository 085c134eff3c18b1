package io.gypsum.bench;

import java.util.Locale;

/** The target of a figure. */
sealed interface Bound {
  record AtLeast(double limit, String unit) implements Bound {}

  record AtMost(double limit, String unit) implements Bound {}

  /** No target: for information only. */
  record None() implements Bound {}

  default String target() {
    return switch (this) {
      case AtLeast(double limit, String unit) -> "≥ " + FigureFormat.of(limit, unit);
      case AtMost(double limit, String unit) -> "≤ " + FigureFormat.of(limit, unit);
      case None none -> "";
    };
  }

  default String verdict(double value) {
    return switch (this) {
      case AtLeast(double limit, String unit) -> value >= limit ? "met" : missed(1 - value / limit);
      case AtMost(double limit, String unit) -> value <= limit ? "met" : missed(value / limit - 1);
      case None none -> "";
    };
  }

  private static String missed(double share) {
    return String.format(Locale.ROOT, "**missed by %.0f %%**", Math.ceil(share * 100));
  }
}
