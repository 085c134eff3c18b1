package io.gypsum.server.format;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import io.gypsum.core.Timestamps;

/** A time as {@code tag/time.jte} shows it: the day, and the exact time in UTC when a reader points at it. */
public record ShownTime(Instant time) {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  public String day() {
    return DAY.format(time);
  }

  public String exact() {
    return EXACT.format(time);
  }

  /** Returns the value of the attribute {@code datetime}. */
  public String attribute() {
    return Timestamps.format(time);
  }
}
