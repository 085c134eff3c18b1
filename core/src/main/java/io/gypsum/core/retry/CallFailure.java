package io.gypsum.core.retry;

import java.time.Duration;
import java.util.Optional;

/** What a {@link Retrier} needs of an exception. Implemented by exceptions; others are never retried. */
public interface CallFailure {
  /** Returns whether the failed call took effect. */
  CallOutcome outcome();

  /** Returns whether the same call may succeed later. */
  boolean isRetryable();

  /** Returns how long the called service asks to wait at least before the next attempt; empty when it does not. */
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
   * Returns this failure with the outcome {@link CallOutcome#UNKNOWN}: thrown when it ends a call of which an earlier
   * attempt may have taken effect.
   */
  RuntimeException withUnknownOutcome();
}
