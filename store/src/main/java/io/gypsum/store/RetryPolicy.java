package io.gypsum.store;

import java.time.Duration;

/**
 * How often and how long to try.
 *
 * @param maxTries the first included, at least 1
 * @param firstWait about how long to wait before the second try; it doubles with every further one
 * @param maxWait longest wait between two tries
 * @param maxTotal no try starts later than this after the first
 */
public record RetryPolicy(int maxTries, Duration firstWait, Duration maxWait, Duration maxTotal) {
  /** Rides out a store that restarts or asks to slow down, and gives up before a person does. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(5, Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(20));

  private static final double NANOS_PER_SECOND = 1e9;

  public RetryPolicy {
    if (maxTries < 1 || firstWait.isNegative() || maxWait.isNegative() || maxTotal.isNegative()) {
      throw new IllegalArgumentException(
          maxTries + " tries, waits from " + firstWait + " to " + maxWait + ", " + maxTotal
              + " in all");
    }
  }

  /**
   * The wait after a failed try: between half of the nominal time and all of it, so that those who failed together do not
   * come back together.
   *
   * @param failedTries at least 1
   * @param random from 0 to below 1
   */
  Duration waitAfter(int failedTries, double random) {
    double nominalSeconds = seconds(firstWait) * Math.pow(2, failedTries - 1.0);
    double boundedSeconds = Math.min(nominalSeconds, seconds(maxWait));
    return Duration.ofNanos((long) (boundedSeconds * (0.5 + random / 2) * NANOS_PER_SECOND));
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / NANOS_PER_SECOND;
  }
}
