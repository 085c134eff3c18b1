package io.gypsum.core;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Parses RFC 3339 date-times in all their forms, including those without an offset, and formats them in a single form.
 */
public final class Timestamps {
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?([Zz]|[+-]\\d\\d:\\d\\d)?");
  /** The groups of {@link #RFC_3339} with the fraction of the second and with the offset. */
  private static final int FRACTION = 1;
  private static final int OFFSET = 2;
  /** Longer texts are not parsed, since the fraction may have any number of digits. */
  private static final int MAX_CHARS = 64;
  /** java.time has nanoseconds; further digits are dropped. */
  private static final int MAX_FRACTION_DIGITS = 9;
  private static final DateTimeFormatter MILLIS_UTC =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  /** Contains seconds even if they are zero, unlike {@code OffsetDateTime.toString}. */
  private static final DateTimeFormatter WITH_OFFSET = DateTimeFormatter.ISO_OFFSET_DATE_TIME;

  private Timestamps() {}

  /** Returns the time in UTC with milliseconds and {@code Z}: the form of times in the bucket. */
  public static String format(Instant time) {
    return MILLIS_UTC.format(time);
  }

  /** Returns the time with its own offset and precision. */
  public static String format(OffsetDateTime time) {
    return WITH_OFFSET.format(time);
  }

  /**
   * Parses any RFC 3339 date-time and keeps its offset; one without an offset, as the Python client writes it, is in UTC. A
   * leap second is converted to the following second. Returns null when {@code text} is not a date-time, or has an offset
   * of more than 18 hours.
   */
  public static @Nullable OffsetDateTime parse(String text) {
    Matcher matcher = text.length() > MAX_CHARS ? null : RFC_3339.matcher(text);
    if (matcher == null || !matcher.matches()) {
      return null;
    }
    // The expression has found the numbers. Parsing with a DateTimeFormatter takes longer than the rest of a small document.
    boolean leapSecond = text.startsWith("60", 17);
    try {
      OffsetDateTime time =
          OffsetDateTime.of(
              number(text, 0, 4), number(text, 5, 7), number(text, 8, 10), number(text, 11, 13),
              number(text, 14, 16), leapSecond ? 59 : number(text, 17, 19),
              nanos(matcher.group(FRACTION)), offset(matcher.group(OFFSET)));
      return leapSecond ? afterLeapSecond(time) : time;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static int number(String text, int start, int end) {
    return Integer.parseInt(text, start, end, 10);
  }

  /** @param fraction starts with a dot; null for none */
  private static int nanos(@Nullable String fraction) {
    if (fraction == null) {
      return 0;
    }
    int digits = Math.min(fraction.length() - 1, MAX_FRACTION_DIGITS);
    int nanos = number(fraction, 1, 1 + digits);
    for (int i = digits; i < MAX_FRACTION_DIGITS; i++) {
      nanos *= 10;
    }
    return nanos;
  }

  /** @param offset {@code Z}, {@code z}, or with the form {@code +01:00}; null for UTC */
  private static ZoneOffset offset(@Nullable String offset) {
    if (offset == null || offset.length() == 1) {
      return ZoneOffset.UTC;
    }
    int sign = offset.charAt(0) == '-' ? -1 : 1;
    return ZoneOffset.ofHoursMinutes(sign * number(offset, 1, 3), sign * number(offset, 4, 6));
  }

  /**
   * Parses an RFC 3339 date-time or, as a time of that day in UTC, a date ({@code 2030-01-31}). Returns null for other texts.
   */
  public static @Nullable OffsetDateTime parse(String text, LocalTime timeOfDate) {
    OffsetDateTime time = parse(text);
    if (time != null) {
      return time;
    }
    try {
      return LocalDate.parse(text).atTime(timeOfDate).atOffset(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** Returns the second after {@code before}, or null unless it is the first of a month in UTC: leap seconds only end months. */
  private static @Nullable OffsetDateTime afterLeapSecond(OffsetDateTime before) {
    OffsetDateTime after = before.plusSeconds(1);
    OffsetDateTime utc = after.withOffsetSameInstant(ZoneOffset.UTC);
    boolean beginsMonth = utc.getDayOfMonth() == 1 && utc.getHour() == 0 && utc.getMinute() == 0;
    return beginsMonth && after.getYear() <= 9999 ? after : null;
  }

  /** Returns the year of a time in UTC, in which quotas are counted. */
  public static int year(Instant time) {
    return time.atOffset(ZoneOffset.UTC).getYear();
  }
}
