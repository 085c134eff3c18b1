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
  /** The group of {@link #RFC_3339} with the offset. */
  private static final int OFFSET = 2;
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
    Matcher matcher = text.length() > 64 ? null : RFC_3339.matcher(text);
    if (matcher == null || !matcher.matches()) {
      return null;
    }
    boolean hasOffset = matcher.group(OFFSET) != null;
    String upper = (hasOffset ? text : text + "Z").toUpperCase(Locale.ROOT).replace(' ', 'T');
    boolean leapSecond = upper.startsWith(":60", 16);
    String readable = leapSecond ? upper.substring(0, 17) + "59" + upper.substring(19) : upper;
    // java.time has nanoseconds; further digits are dropped.
    readable = readable.replaceFirst("(\\.\\d{9})\\d+", "$1");
    try {
      OffsetDateTime time = OffsetDateTime.parse(readable);
      return leapSecond ? afterLeapSecond(time) : time;
    } catch (DateTimeException e) {
      return null;
    }
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
