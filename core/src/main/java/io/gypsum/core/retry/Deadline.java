package io.gypsum.core.retry;

import java.time.Duration;

/**
 * The time by which calls have to take effect, such as the end of a lease. It may move while a call runs: a call that
 * cannot be cancelled once it runs uses the time that is left when it begins. Implementations are thread-safe.
 */
@FunctionalInterface
public interface Deadline {
  /** Never passes. */
  Deadline NONE = () -> RetryPolicy.NO_TIME_LIMIT;

  /** Returns the time that is left: zero or negative if the deadline has passed. */
  Duration timeLeft();

  /** Returns whether no time is left. */
  default boolean hasPassed() {
    return timeLeft().compareTo(Duration.ZERO) <= 0;
  }

  /** Returns the earlier one of two deadlines. */
  static Deadline earlier(Deadline one, Deadline other) {
    return () -> {
      Duration left = one.timeLeft();
      Duration otherLeft = other.timeLeft();
      return left.compareTo(otherLeft) <= 0 ? left : otherLeft;
    };
  }
}
