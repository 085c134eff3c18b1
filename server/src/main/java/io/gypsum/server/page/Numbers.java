package io.gypsum.server.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import io.gypsum.core.Quantity;

/** Numbers and times as pages show them. */
public final class Numbers {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Numbers() {}

  /** Returns a number with a comma between thousands. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Returns a number with a noun, in the plural unless the number is 1. */
  public static String count(long number, String singular, String plural) {
    return count(number) + " " + (number == 1 ? singular : plural);
  }

  /** Returns a size as people read it, such as {@code 1.5 GB}. */
  public static String size(long bytes) {
    return Quantity.formatSize(bytes);
  }

  /** Returns a difference of sizes with its sign, such as {@code +1.5 GB}. */
  public static String growth(long bytes) {
    if (bytes == 0) {
      return "±0";
    }
    return bytes > 0 ? "+" + size(bytes) : "−" + size(-bytes);
  }

  /** Returns the day of a time, in UTC. */
  public static String day(Instant time) {
    return DAY.format(time);
  }
}
