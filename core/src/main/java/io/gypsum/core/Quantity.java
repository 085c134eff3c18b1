package io.gypsum.core;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the sizes and durations that users write in arguments and settings, and formats sizes for users. */
public final class Quantity {
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,20}(?:\\.\\d{1,20})?) ?([kmgtpe]?)(i?)b?", Pattern.CASE_INSENSITIVE);
  private static final Map<String, Integer> POWERS =
      Map.of("", 0, "k", 1, "m", 2, "g", 3, "t", 4, "p", 5, "e", 6);
  private static final String[] DECIMAL_UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};
  private static final Pattern DURATION =
      Pattern.compile("(\\d{1,6}(?:\\.\\d{1,9})?) ?(ms|s|m|h|d)");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1), "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h",
          Duration.ofHours(1), "d", Duration.ofDays(1));

  private Quantity() {}

  /**
   * Parses a size in bytes: {@code 500}, {@code 10GB} (powers of 1000), {@code 5GiB} (powers of 1024) or {@code 1.5 TB}. Case
   * is ignored; a fraction of a byte is dropped.
   *
   * @throws GypsumException {@code INVALID} if the text does not have this form or exceeds 63 bits
   */
  public static long parseSize(String text) {
    Matcher form = SIZE.matcher(text.strip());
    if (form.matches() && !(form.group(2).isEmpty() && !form.group(3).isEmpty())) {
      BigDecimal unit = BigDecimal.valueOf(form.group(3).isEmpty() ? 1000 : 1024);
      int power = POWERS.getOrDefault(form.group(2).toLowerCase(Locale.ROOT), 0);
      BigDecimal bytes = new BigDecimal(form.group(1)).multiply(unit.pow(power));
      if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
        return bytes.setScale(0, RoundingMode.DOWN).longValueExact();
      }
    }
    throw GypsumException.invalid(
        "'" + Printable.value(text) + "' is not a size: expected bytes such as 10GB, 5GiB or 500");
  }

  /** Returns a size with at most three digits and a decimal unit: {@code 595 B}, {@code 76.6 kB}, {@code 10 GB}. */
  public static String formatSize(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double size = bytes;
    int unit = -1;
    // 999.5 would be printed as 1000.
    while (size >= 999.5) {
      size /= 1000;
      unit++;
    }
    boolean whole = size >= 100 || Math.abs(size - Math.rint(size)) < 0.05;
    return String.format(Locale.ROOT, whole ? "%.0f %s" : "%.1f %s", size, DECIMAL_UNITS[unit]);
  }

  /**
   * Parses a duration: {@code 500ms}, {@code 2s}, {@code 30m}, {@code 1.5h}, {@code 7d}, or an ISO-8601 duration such as
   * {@code PT1H30M}, which may be negative. A fraction of a nanosecond is dropped.
   *
   * @throws GypsumException {@code INVALID} if the text has neither form
   */
  public static Duration parseDuration(String text) {
    Matcher form = DURATION.matcher(text.strip());
    if (form.matches()) {
      long unitNanos = UNITS.getOrDefault(form.group(2), Duration.ZERO).toNanos();
      BigDecimal nanos = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unitNanos));
      BigDecimal[] seconds = nanos.divideAndRemainder(BigDecimal.valueOf(1_000_000_000));
      return Duration.ofSeconds(seconds[0].longValue(), seconds[1].longValue());
    }
    try {
      return Duration.parse(text.strip());
    } catch (DateTimeException e) {
      throw GypsumException.invalid(
          "'" + Printable.value(text)
              + "' is not a duration: expected a form such as 2s, 30m, 24h, 7d or PT1H30M");
    }
  }
}
