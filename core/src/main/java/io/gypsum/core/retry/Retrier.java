package io.gypsum.core.retry;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.gypsum.core.concurrent.Sleeper;
import org.jspecify.annotations.Nullable;

/**
 * Retries calls that failed with a retryable {@link CallFailure}, as a policy and the kind of the call allow. Thread-safe.
 *
 * @param random must be thread-safe
 * @param deadline no further attempt starts after it
 * @param progress of all calls; see {@link CallFailure#isThrottled}
 */
public record Retrier(
    RetryPolicy policy, InstantSource clock, Sleeper sleeper, RandomGenerator random,
    Deadline deadline, Progress progress) {
  /** Maximum time for which a throttled call is retried while no other call succeeds. */
  static final Duration MAX_THROTTLED = Duration.ofMinutes(5);

  /** Has no deadline except {@link RetryPolicy#maxElapsed}. */
  public Retrier(
      RetryPolicy policy, InstantSource clock, Sleeper sleeper, RandomGenerator random) {
    this(policy, clock, sleeper, random, Deadline.NONE, new Progress());
  }

  /** Returns a retrier that uses the system clock and actually waits. */
  public static Retrier of(RetryPolicy policy) {
    return new Retrier(
        policy, InstantSource.system(), Sleeper.SYSTEM,
        () -> ThreadLocalRandom.current().nextLong());
  }

  /** Returns a retrier that also stops at {@code earlier}. */
  public Retrier withDeadline(Deadline earlier) {
    return new Retrier(
        policy, clock, sleeper, random, Deadline.earlier(deadline, earlier), progress);
  }

  /**
   * Calls until it succeeds or may not be retried, and returns the result.
   *
   * @throws RuntimeException the last failure, as {@link Attempts#backOff} does
   */
  public <T> T call(CallKind kind, Supplier<T> call) {
    Attempts attempts = begin(kind);
    while (true) {
      try {
        T result = call.get();
        progress.record(clock.instant());
        return result;
      } catch (RuntimeException e) {
        attempts.backOff(e);
      }
    }
  }

  /** Like {@link #call}, for calls without a result. */
  public void run(CallKind kind, Runnable call) {
    call(kind, () -> {
      call.run();
      return true;
    });
  }

  /** Starts counting attempts: for loops that {@link #call} does not fit, such as those that resume a transfer. */
  public Attempts begin(CallKind kind) {
    return new Attempts(this, kind);
  }

  /** The attempts of one call so far. Not thread-safe. */
  public static final class Attempts {
    private final Retrier retrier;
    private final CallKind kind;
    private final Instant start;
    private int failedAttempts;
    private int throttledAttempts;
    /** Of throttled attempts, since the last progress. */
    private Duration waited = Duration.ZERO;
    private Instant progressSeen = Instant.MIN;
    /** The time since which all attempts failed because the service was unavailable; null if the last one did not. */
    private @Nullable Instant outageStart;
    /** The total of the waits since then. */
    private Duration outageWaited = Duration.ZERO;
    private boolean mayBeDone;

    private Attempts(Retrier retrier, CallKind kind) {
      this.retrier = retrier;
      this.kind = kind;
      this.start = retrier.clock.instant();
    }

    /**
     * Records a failed attempt and waits until the next one may start, at least as long as {@link
     * CallFailure#retryAfter}.
     *
     * @throws RuntimeException {@code failure} when there is no further attempt or the thread is interrupted while it waits
     *     (its interrupt status is set); {@link CallFailure#withUnknownOutcome} of it when an earlier attempt may have
     *     taken effect
     */
    public void backOff(RuntimeException failure) {
      if (!(failure instanceof CallFailure cause)) {
        throw failure;
      }
      int attempts = cause.isThrottled() ? ++throttledAttempts : ++failedAttempts;
      RuntimeException last = mayBeDone ? cause.withUnknownOutcome() : failure;
      mayBeDone |= cause.outcome() == CallOutcome.UNKNOWN;
      RetryPolicy policy = retrier.policy;
      Duration outageLeft = outageLeft(cause);
      boolean noAttemptsLeft =
          attempts >= cause.maxAttempts()
              || (!cause.isThrottled() && attempts >= policy.maxAttempts());
      if (!cause.isRetryable() || !kind.mayRepeatAfter(cause.outcome())
          || (noAttemptsLeft && outageLeft.compareTo(Duration.ZERO) <= 0)) {
        throw last;
      }
      Duration delay =
          policy.delayAfter(attempts, retrier.random.nextDouble())
              .plus(cause.retryAfter().orElse(Duration.ZERO));
      if (noAttemptsLeft && delay.compareTo(outageLeft) > 0) {
        // Shortened, so that the last attempt is at the end of the time.
        delay = outageLeft;
      }
      if (outageStart != null) {
        outageWaited = outageWaited.plus(delay);
      }
      Duration elapsed = Duration.between(start, retrier.clock.instant());
      if (elapsed.plus(delay).compareTo(policy.maxElapsed()) > 0
          || (cause.isThrottled() && isThrottledTooLong(delay))
          || delay.compareTo(retrier.deadline.timeLeft()) >= 0) {
        throw last;
      }
      retrier.sleeper.sleep(delay, interrupted -> last);
    }

    /**
     * Returns the remaining time for which the call is retried while the service is unavailable; zero or negative if the
     * service is available, or the time is over. The time starts with the first failure of this call, or of earlier calls: a
     * call that begins late in an outage does not extend it. The waits are also added up, in case the clock is set back.
     */
    private Duration outageLeft(CallFailure cause) {
      Instant since = cause.unavailableSince().orElse(null);
      if (since == null) {
        outageStart = null;
        outageWaited = Duration.ZERO;
        return Duration.ZERO;
      }
      Instant now = retrier.clock.instant();
      if (outageStart == null) {
        outageStart = now;
      }
      Instant start = since.isBefore(outageStart) ? since : outageStart;
      Duration elapsed = Duration.between(start, now);
      return retrier.policy.minOutage()
          .minus(elapsed.compareTo(outageWaited) > 0 ? elapsed : outageWaited);
    }

    /** The waits are added up as well, in case the clock is set back. */
    private boolean isThrottledTooLong(Duration delay) {
      Instant progress = retrier.progress.last();
      if (!progress.equals(progressSeen)) {
        progressSeen = progress;
        waited = Duration.ZERO;
      }
      waited = waited.plus(delay);
      Instant since = progress.isAfter(start) ? progress : start;
      Duration elapsed = Duration.between(since, retrier.clock.instant()).plus(delay);
      return elapsed.compareTo(MAX_THROTTLED) > 0 || waited.compareTo(MAX_THROTTLED) > 0;
    }
  }
}
