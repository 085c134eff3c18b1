package io.gypsum.metadata;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the index has them: seconds since 1970, as a floating-point number. */
final class Times {
  private static final double MICROS = 1e6;
  private static final double NANOS = 1e9;

  private Times() {}

  static double seconds(Instant time) {
    return time.getEpochSecond() + time.getNano() / NANOS;
  }

  /**
   * To the microsecond, which is what the number holds of times of this age.
   *
   * @throws DateTimeException when it is no time that Java knows
   */
  static Instant instant(double seconds) {
    if (!(Math.abs(seconds) < Long.MAX_VALUE / MICROS)) {
      throw new DateTimeException(seconds + " seconds");
    }
    return Instant.EPOCH.plus(Math.round(seconds * MICROS), ChronoUnit.MICROS);
  }
}
