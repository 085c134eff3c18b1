package io.gypsum.core.retry;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * How often and how long a call is attempted. The delay between attempts doubles from {@code initialDelay} up to {@code
 * maxDelay}.
 *
 * @param maxAttempts the first one included, at least 1
 * @param initialDelay nominal delay before the second attempt
 * @param maxDelay longest delay between two attempts
 * @param maxElapsed no attempt starts later than this after the first one; {@link #NO_TIME_LIMIT} for no limit
 * @param minOutage minimum time for which a call is retried, even if it has no attempts left, after a service became
 *     {@linkplain CallFailure#unavailableSince unavailable}; zero to count attempts only
 */
public record RetryPolicy(
    int maxAttempts,
    Duration initialDelay,
    Duration maxDelay,
    Duration maxElapsed,
    Duration minOutage) {
  /** For calls whose duration is not limited. */
  public static final Duration NO_TIME_LIMIT = ChronoUnit.FOREVER.getDuration();

  private static final double NANOS_PER_SECOND = 1e9;

  /** @throws IllegalArgumentException when there is no attempt or a duration is negative */
  public RetryPolicy {
    if (maxAttempts < 1 || initialDelay.isNegative() || maxDelay.isNegative()
        || maxElapsed.isNegative() || minOutage.isNegative()) {
      throw new IllegalArgumentException(
          maxAttempts + " attempts, delays from " + initialDelay + " to " + maxDelay + ", "
              + maxElapsed + " in total: expected at least 1 attempt and no negative duration");
    }
  }

  /** Creates a policy that counts attempts only. */
  public RetryPolicy(
      int maxAttempts, Duration initialDelay, Duration maxDelay, Duration maxElapsed) {
    this(maxAttempts, initialDelay, maxDelay, maxElapsed, Duration.ZERO);
  }

  /** Returns this policy with another {@link #minOutage}. */
  public RetryPolicy withMinOutage(Duration duration) {
    return new RetryPolicy(maxAttempts, initialDelay, maxDelay, maxElapsed, duration);
  }

  /**
   * Returns the delay after a failed attempt: between half of the nominal delay and all of it, so that clients that
   * failed together do not retry together.
   *
   * @param failedAttempts at least 1
   * @param random a number from 0 (inclusive) to 1 (exclusive)
   */
  public Duration delayAfter(int failedAttempts, double random) {
    double nominalSeconds = seconds(initialDelay) * Math.pow(2, failedAttempts - 1.0);
    double boundedSeconds = Math.min(nominalSeconds, seconds(maxDelay));
    return Duration.ofNanos((long) (boundedSeconds * (0.5 + random / 2) * NANOS_PER_SECOND));
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / NANOS_PER_SECOND;
  }
}
