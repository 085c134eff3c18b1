package io.gypsum.bench;

import java.util.Locale;

/** Formats numbers for the report. */
final class FigureFormat {
  private FigureFormat() {}

  /** Returns three significant digits and the unit. */
  static String of(double value, String unit) {
    String digits =
        String.format(Locale.ROOT, format(Math.abs(value)), value).replaceFirst("\\.0+$", "");
    return unit.isEmpty() ? digits : digits + " " + unit;
  }

  private static String format(double size) {
    if (size >= 100) {
      return "%,.0f";
    }
    if (size >= 10) {
      return "%.1f";
    }
    return size >= 0.1 || size == 0 ? "%.2f" : "%.4f";
  }
}
