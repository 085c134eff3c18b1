package io.gypsum.core.retry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The properties of a failed call that a {@link Retrier} uses. Implemented by exceptions; other exceptions are never
 * retried.
 */
public interface CallFailure {
  /** Returns whether the failed call took effect. */
  CallOutcome outcome();

  /** Returns whether the same call may succeed later. */
  boolean isRetryable();

  /**
   * Returns the minimum delay before the next attempt that the called service requested; empty if it requested none.
   */
  default Optional<Duration> retryAfter() {
    return Optional.empty();
  }

  /**
   * Returns an upper bound of the number of attempts, the first one included, that applies in addition to {@link
   * RetryPolicy#maxAttempts}: a lower one where waiting rarely helps, such as a refused connection.
   */
  default int maxAttempts() {
    return Integer.MAX_VALUE;
  }

  /**
   * Returns whether the called service limits the rate of calls. The number of attempts of such a call is
   * not limited; it is retried until no call of the same {@link Retrier} has succeeded for some time.
   */
  default boolean isThrottled() {
    return false;
  }

  /**
   * Returns the time of the first failure since the called service was last available; empty if it was never available, or is
   * available. A call is retried until {@link RetryPolicy#minOutage} after that time, even if it has no attempts left, since
   * the service may be restarting.
   */
  default Optional<Instant> unavailableSince() {
    return Optional.empty();
  }

  /**
   * Returns this failure with the outcome {@link CallOutcome#UNKNOWN}: thrown in its place if an earlier attempt of the
   * same call may have taken effect.
   */
  RuntimeException withUnknownOutcome();
}
