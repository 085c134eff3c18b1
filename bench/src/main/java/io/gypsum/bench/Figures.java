package io.gypsum.bench;

import java.util.Locale;

/** Numbers for people. */
final class Figures {
  private Figures() {}

  /** Three significant digits and the unit. */
  static String of(double value, String unit) {
    String digits =
        Math.abs(value) >= 100
            ? String.format(Locale.ROOT, "%,.0f", value)
            : String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.2f", value)
                .replaceFirst("\\.0+$", "");
    return unit.isEmpty() ? digits : digits + " " + unit;
  }
}
