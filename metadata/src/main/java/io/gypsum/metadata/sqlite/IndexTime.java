package io.gypsum.metadata.sqlite;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Converts times between Java and an index, which stores seconds since 1970-01-01T00:00:00Z as floating-point numbers. */
public final class IndexTime {
  private static final double MICROS_PER_SECOND = 1e6;
  /** Maximum number of seconds before or after 1970 whose microseconds fit into a {@code long}. */
  private static final double MAX_SECONDS = Long.MAX_VALUE / MICROS_PER_SECOND;

  private IndexTime() {}

  /** Returns the number of seconds, truncated to whole microseconds, or to whole seconds if the time is too far from 1970. */
  public static double toSeconds(Instant time) {
    long seconds = time.getEpochSecond();
    return Math.abs(seconds) + 1 < MAX_SECONDS
        ? ChronoUnit.MICROS.between(Instant.EPOCH, time) / MICROS_PER_SECOND
        : seconds;
  }

  /**
   * Returns the time to the nearest microsecond.
   *
   * @throws DateTimeException if the number is not finite or too large for an {@link Instant}
   */
  public static Instant toInstant(double seconds) {
    if (!(Math.abs(seconds) < MAX_SECONDS)) {
      throw new DateTimeException("time out of range: " + seconds + " seconds");
    }
    return Instant.EPOCH.plus(Math.round(seconds * MICROS_PER_SECOND), ChronoUnit.MICROS);
  }
}
