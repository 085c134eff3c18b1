package io.gypsum.server.file;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** The date format of HTTP headers (RFC 9110, section 5.6.7), with a resolution of one second. */
final class HttpDate {
  private static final String DAYS = "MonTueWedThuFriSatSun";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  /** The current format, and the two obsolete ones that recipients must accept. */
  private static final List<DateTimeFormatter> FORMATS =
      List.of(
          DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US),
          new DateTimeFormatterBuilder().appendPattern("EEEE, dd-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, LocalDate.of(1970, 1, 1))
              .appendPattern(" HH:mm:ss 'GMT'")
              .toFormatter(Locale.US),
          DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US));

  private HttpDate() {}

  /** Returns a date such as {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
  static String format(Instant instant) {
    LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    StringBuilder date = new StringBuilder(29);
    name(date, DAYS, time.getDayOfWeek().getValue()).append(", ");
    twoDigits(date, time.getDayOfMonth()).append(' ');
    name(date, MONTHS, time.getMonthValue()).append(' ');
    twoDigits(date, time.getYear() / 100);
    twoDigits(date, time.getYear() % 100).append(' ');
    twoDigits(date, time.getHour()).append(':');
    twoDigits(date, time.getMinute()).append(':');
    return twoDigits(date, time.getSecond()).append(" GMT").toString();
  }

  /** Returns the instant, or null when {@code text} is not a date in one of the three formats. */
  static @Nullable Instant parse(String text) {
    for (DateTimeFormatter format : FORMATS) {
      try {
        return LocalDateTime.parse(text, format).toInstant(ZoneOffset.UTC);
      } catch (DateTimeException e) {
        // Try the next format.
      }
    }
    return null;
  }

  private static StringBuilder name(StringBuilder date, String names, int number) {
    return date.append(names, 3 * (number - 1), 3 * number);
  }

  private static StringBuilder twoDigits(StringBuilder date, int number) {
    return date.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}
