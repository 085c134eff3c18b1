package io.gypsum.server.format;

import java.util.Locale;

import io.gypsum.core.Quantity;

/** Numbers as pages show them. */
public final class Numbers {
  private Numbers() {}

  /** Returns a number with a comma between thousands. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Returns a number with a noun, whose plural ends with {@code s}: {@code 1 file}, {@code 2,000 files}. */
  public static String count(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** Returns a size as people read it, such as {@code 1.5 GB}. */
  public static String size(long bytes) {
    return Quantity.formatSize(bytes);
  }

  /** Returns a size, which may be larger than a long. */
  public static String size(double bytes) {
    return bytes < Long.MAX_VALUE
        ? size(Math.round(bytes))
        : String.format(Locale.ROOT, "%,.1f EB", bytes / 1e18);
  }

  /** Returns a difference of sizes with its sign, such as {@code +1.5 GB}. */
  public static String growth(long bytes) {
    if (bytes == 0) {
      return "±0";
    }
    return bytes > 0 ? "+" + size(bytes) : "−" + size(-bytes);
  }

  /** Returns a share of a total in percent, such as {@code 12%} or {@code <1%}; {@code 100%} if only the total is 0. */
  public static String share(long part, double total) {
    return share((double) part, total);
  }

  /** Returns a share of a total, which may be larger than a long. */
  public static String share(double part, double total) {
    if (part <= 0) {
      return "0%";
    }
    double percent = total <= 0 ? 100 : 100 * part / total;
    return percent < 1 ? "<1%" : count(Math.round(percent)) + "%";
  }
}
