package io.gypsum.core;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;

/**
 * Parses the times in the past that users write: an age ({@code 30m}, {@code 12h}, {@code 2d}; see {@link Quantity}), a day in
 * UTC ({@code 2030-01-31}) or an RFC 3339 date-time.
 */
public final class PastTime {
  /** Stored times have milliseconds. */
  private static final LocalTime END_OF_DAY = LocalTime.of(23, 59, 59, 999_000_000);

  private PastTime() {}

  /**
   * Parses the beginning of a period; of a day, its start.
   *
   * @throws GypsumException {@code INVALID} if the text does not have one of the forms
   */
  public static Instant since(String text, Instant now) {
    return parse(text, now, LocalTime.MIDNIGHT);
  }

  /**
   * Parses the end of a period; of a day, its last millisecond.
   *
   * @throws GypsumException {@code INVALID} if the text does not have one of the forms
   */
  public static Instant until(String text, Instant now) {
    return parse(text, now, END_OF_DAY);
  }

  private static Instant parse(String text, Instant now, LocalTime timeOfDay) {
    OffsetDateTime time = Timestamps.parse(text, timeOfDay);
    if (time != null) {
      return time.toInstant();
    }
    try {
      Duration age = Quantity.parseDuration(text);
      if (!age.isNegative()) {
        return now.minus(age);
      }
    } catch (GypsumException | DateTimeException e) {
      // Reported below.
    }
    throw GypsumException.invalid(
        "'" + Printable.value(text) + "' is not a time: expected 30m, 12h, 2d, 2030-01-31 or"
            + " 2030-01-31T12:00:00Z");
  }
}
