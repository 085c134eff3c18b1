package io.gypsum.cli.argument;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.Timestamps;
import org.jspecify.annotations.Nullable;

/** Parses times and ages. */
public final class TimeArgument {
  private static final Pattern AGE = Pattern.compile("(\\d{1,6})([mhd])");
  private static final LocalTime END_OF_DAY = LocalTime.of(23, 59, 59);

  private TimeArgument() {}

  /**
   * Parses a time in the past: an age ({@code 30m}, {@code 12h}, {@code 2d}), the start of a day in UTC ({@code 2030-01-31}) or
   * an RFC 3339 date-time.
   *
   * @throws GypsumException {@code INVALID} if the text has another form
   */
  public static Instant parseSince(String text, Instant now) {
    Matcher age = AGE.matcher(text);
    if (age.matches()) {
      long count = Long.parseLong(age.group(1));
      return now.minus(
          switch (age.group(2)) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
          });
    }
    OffsetDateTime time = parse(text, LocalTime.MIDNIGHT);
    if (time == null) {
      throw GypsumException.invalid(
          "'" + Printable.value(text) + "' is not a time: expected 30m, 12h, 2d, 2030-01-31 or"
              + " 2030-01-31T12:00:00Z");
    }
    return time.toInstant();
  }

  /** Parses the last second of a day in UTC ({@code 2030-01-31}) or an RFC 3339 date-time; returns null for other texts. */
  static @Nullable OffsetDateTime parseUntil(String text) {
    return parse(text, END_OF_DAY);
  }

  private static @Nullable OffsetDateTime parse(String text, LocalTime timeOfDate) {
    OffsetDateTime time = Timestamps.parse(text);
    if (time != null) {
      return time;
    }
    try {
      return LocalDate.parse(text).atTime(timeOfDate).atOffset(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
