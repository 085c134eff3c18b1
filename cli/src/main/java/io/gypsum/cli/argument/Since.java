package io.gypsum.cli.argument;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.Timestamps;

/** A moment in the past as people write it. */
public final class Since {
  private static final Pattern AGE = Pattern.compile("(\\d{1,6})([mhd])");

  private Since() {}

  /**
   * Reads an age ({@code 30m}, {@code 12h}, {@code 2d}), a day of UTC ({@code 2030-01-31}), or an RFC 3339 date-time.
   *
   * @throws GypsumException INVALID when it is none of these
   */
  public static Instant parse(String text, Instant now) {
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
    OffsetDateTime time = Timestamps.parse(text);
    if (time != null) {
      return time.toInstant();
    }
    try {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw GypsumException.invalid(
          "'" + Printable.value(text) + "' is no time: expected 30m, 12h, 2d, 2030-01-31 or"
              + " 2030-01-31T12:00:00Z");
    }
  }
}
