package io.gypsum.core.document;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** RFC 3339 date-times, read in any of their forms and written in one. */
public final class Timestamps {
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?([Zz]|[+-]\\d\\d:\\d\\d)");
  private static final DateTimeFormatter MILLIS_UTC =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  /** Seconds are always written; {@code OffsetDateTime.toString} drops them when they are zero. */
  private static final DateTimeFormatter WITH_OFFSET = DateTimeFormatter.ISO_OFFSET_DATE_TIME;

  private Timestamps() {}

  /** UTC with milliseconds and {@code Z}: how the bucket writes times. */
  public static String format(Instant time) {
    return MILLIS_UTC.format(time);
  }

  /** With its own offset and no more fraction than it has. */
  public static String format(OffsetDateTime time) {
    return WITH_OFFSET.format(time);
  }

  /**
   * Any RFC 3339 date-time, offset kept, a leap second as the second after it; null when {@code text} is none. (Offsets
   * beyond 18 hours, which no place ever had, are none.)
   */
  public static @Nullable OffsetDateTime parse(String text) {
    if (text.length() > 64 || !RFC_3339.matcher(text).matches()) {
      return null;
    }
    String upper = text.toUpperCase(Locale.ROOT).replace(' ', 'T');
    boolean leapSecond = upper.startsWith(":60", 16);
    String readable = leapSecond ? upper.substring(0, 17) + "59" + upper.substring(19) : upper;
    // java.time keeps nanoseconds; further digits mean nothing to anyone.
    readable = readable.replaceFirst("(\\.\\d{9})\\d+", "$1");
    try {
      OffsetDateTime time = OffsetDateTime.parse(readable);
      return leapSecond ? afterLeapSecond(time) : time;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** The second after {@code before}, or null when it does not begin a month of UTC: leap seconds only end months. */
  private static @Nullable OffsetDateTime afterLeapSecond(OffsetDateTime before) {
    OffsetDateTime after = before.plusSeconds(1);
    OffsetDateTime utc = after.withOffsetSameInstant(ZoneOffset.UTC);
    boolean beginsMonth = utc.getDayOfMonth() == 1 && utc.getHour() == 0 && utc.getMinute() == 0;
    return beginsMonth && after.getYear() <= 9999 ? after : null;
  }
}
