package io.gypsum.core.retry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.gypsum.core.concurrent.Sleeper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

class RetrierTest {
  private static final RetryPolicy POLICY =
      new RetryPolicy(4, Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofSeconds(10));
  private static final Failure PASSING =
      new Failure(CallOutcome.NOT_DONE, true, null, Integer.MAX_VALUE);

  private final List<Duration> delays = new ArrayList<>();
  private Instant now = Instant.EPOCH;
  private int calls;

  @Test
  void delaysDoubleUpToTheLongestAndCallsAreBounded() {
    assertThat(failing(POLICY, CallKind.READ, PASSING)).isSameAs(PASSING);
    assertThat(calls).isEqualTo(4);
    assertThat(delays).containsExactly(
        Duration.ofMillis(75), Duration.ofMillis(150), Duration.ofNanos(187_500_000));
  }

  @Test
  void aCallThatSucceedsLaterReturnsItsResult() {
    assertThat(retrier(POLICY).<String>call(CallKind.CONDITIONAL_WRITE, () -> {
      if (++calls < 3) {
        throw PASSING;
      }
      return "done";
    })).isEqualTo("done");
    assertThat(delays).hasSize(2);
  }

  @Test
  void runRepeatsACallWithoutAResult() {
    retrier(POLICY).run(CallKind.READ, () -> {
      if (++calls < 2) {
        throw PASSING;
      }
    });
    assertThat(calls).isEqualTo(2);
  }

  @Test
  void delaysVaryFromHalfOfTheNominalDelayToAllOfIt() {
    assertThat(POLICY.delayAfter(1, 0)).isEqualTo(Duration.ofMillis(50));
    assertThat(POLICY.delayAfter(1, Math.nextDown(1.0))).isBetween(
        Duration.ofNanos(99_999_000), Duration.ofMillis(100));
    assertThat(POLICY.delayAfter(3_000, 0)).isEqualTo(Duration.ofMillis(125));
  }

  @Test
  void theElapsedTimeIsBounded() {
    RetryPolicy patient =
        new RetryPolicy(99, Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofSeconds(10));
    failing(patient, CallKind.READ, PASSING);
    assertThat(delays).containsExactly(
        Duration.ofMillis(750), Duration.ofMillis(1500), Duration.ofMillis(3000));
  }

  @Test
  void thereMayBeNoBoundOfTheElapsedTime() {
    RetryPolicy endless =
        new RetryPolicy(
            4, Duration.ofDays(1), Duration.ofDays(1_000_000), RetryPolicy.NO_TIME_LIMIT);
    failing(endless, CallKind.READ, PASSING);
    assertThat(calls).isEqualTo(4);
  }

  @Test
  void aLastingFailureIsNotRetried() {
    failing(
        POLICY, CallKind.READ, new Failure(CallOutcome.NOT_DONE, false, null, Integer.MAX_VALUE));
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void anExceptionThatIsNoCallFailureIsNotRetried() {
    RuntimeException bug = new IllegalArgumentException("bug");
    assertThat(failing(POLICY, CallKind.READ, bug)).isSameAs(bug);
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void onlyAConditionalWriteIsNotRepeatedAfterAnUnknownOutcome() {
    Failure unknown = new Failure(CallOutcome.UNKNOWN, true, null, Integer.MAX_VALUE);
    for (CallKind kind : CallKind.values()) {
      calls = 0;
      failing(POLICY, kind, PASSING);
      assertThat(calls).as("attempts of %s that was not done", kind).isEqualTo(4);
      calls = 0;
      failing(POLICY, kind, unknown);
      assertThat(calls).as("attempts of %s with an unknown outcome", kind)
          .isEqualTo(kind == CallKind.CONDITIONAL_WRITE ? 1 : 4);
    }
  }

  @Test
  void anUnknownOutcomeOfAnEarlierAttemptStaysUnknown() {
    Throwable last = catchThrowable(
        () -> retrier(POLICY).run(CallKind.IDEMPOTENT_WRITE, () -> {
          throw ++calls == 1
              ? new Failure(CallOutcome.UNKNOWN, true, null, Integer.MAX_VALUE)
              : new Failure(CallOutcome.NOT_DONE, false, null, Integer.MAX_VALUE);
        }));
    assertThat(calls).isEqualTo(2);
    assertThat(((CallFailure) last).outcome()).isEqualTo(CallOutcome.UNKNOWN);
  }

  @Test
  void theDelayIsAddedToTheTimeThatTheServiceAsksFor() {
    failing(
        POLICY, CallKind.READ,
        new Failure(CallOutcome.NOT_DONE, true, Duration.ofSeconds(2), Integer.MAX_VALUE));
    assertThat(delays).containsExactly(
        Duration.ofMillis(2075), Duration.ofMillis(2150), Duration.ofNanos(2_187_500_000L));
  }

  @Test
  void aServiceThatAsksForTooMuchTimeIsNotRetried() {
    failing(
        POLICY, CallKind.READ,
        new Failure(CallOutcome.NOT_DONE, true, Duration.ofSeconds(11), Integer.MAX_VALUE));
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void aFailureMayAllowFewerAttemptsThanThePolicy() {
    failing(POLICY, CallKind.READ, new Failure(CallOutcome.NOT_DONE, true, null, 2));
    assertThat(calls).isEqualTo(2);
  }

  @Test
  void anInterruptEndsTheWaitWithTheLastFailure() {
    Sleeper interrupted = duration -> {
      throw new InterruptedException();
    };
    Retrier retrier = new Retrier(POLICY, () -> now, interrupted, () -> 1L << 63);
    assertThatThrownBy(() -> retrier.run(CallKind.READ, () -> {
      calls++;
      throw PASSING;
    })).isSameAs(PASSING);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void aPolicyNeedsAnAttemptAndNoNegativeDuration() {
    Duration second = Duration.ofSeconds(1);
    List<UnaryOperator<RetryPolicy>> changes =
        List.of(
            p -> new RetryPolicy(0, p.initialDelay(), p.maxDelay(), p.maxElapsed()),
            p -> new RetryPolicy(1, second.negated(), p.maxDelay(), p.maxElapsed()),
            p -> new RetryPolicy(1, p.initialDelay(), second.negated(), p.maxElapsed()),
            p -> new RetryPolicy(1, p.initialDelay(), p.maxDelay(), second.negated()),
            p -> p.withMinOutage(second.negated()));
    for (UnaryOperator<RetryPolicy> change : changes) {
      assertThatThrownBy(() -> change.apply(POLICY)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static final RetryPolicy PATIENT =
      new RetryPolicy(
          4, Duration.ofMillis(100), Duration.ofSeconds(4), RetryPolicy.NO_TIME_LIMIT)
          .withMinOutage(Duration.ofMinutes(1));

  private static Failure unavailable(Instant since) {
    return new Failure(CallOutcome.NOT_DONE, true, null, 2, since);
  }

  @Test
  void aCallIsRepeatedWhileAServiceThatWasAvailableMayRestart() {
    Instant start = now;
    failing(PATIENT, CallKind.READ, unavailable(start));
    assertThat(Duration.between(start, now)).isEqualTo(Duration.ofMinutes(1));
    assertThat(calls).isGreaterThan(15);
  }

  @Test
  void aCallThatBeginsLateInAnOutageDoesNotExtendIt() {
    failing(PATIENT, CallKind.READ, unavailable(now.minusSeconds(59)));
    assertThat(delays.stream().reduce(Duration.ZERO, Duration::plus))
        .isEqualTo(Duration.ofSeconds(1));
    delays.clear();
    calls = 0;
    failing(PATIENT, CallKind.READ, unavailable(now.minusSeconds(60)));
    assertThat(calls).isEqualTo(2);
  }

  @Test
  void anOutageThatInterruptsALongCallIsMeasuredFromTheFirstFailure() {
    Instant start = now;
    Throwable last = catchThrowable(() -> retrier(PATIENT).run(CallKind.READ, () -> {
      // Each attempt sends for ten seconds before it fails; the service responds to other calls meanwhile.
      now = now.plusSeconds(10);
      calls++;
      throw unavailable(now);
    }));
    assertThat(last).isInstanceOf(Failure.class);
    assertThat(Duration.between(start, now)).isBetween(
        Duration.ofSeconds(70), Duration.ofSeconds(80));
  }

  @Test
  void theWaitsAreAddedUpIfTheClockIsSetBack() {
    Sleeper sleeper = duration -> {
      delays.add(duration);
      now = now.minusSeconds(100);
    };
    Retrier retrier = new Retrier(PATIENT, () -> now, sleeper, () -> 1L << 63);
    assertThatThrownBy(() -> retrier.run(CallKind.READ, () -> {
      throw unavailable(now);
    })).isInstanceOf(Failure.class);
    assertThat(delays.stream().reduce(Duration.ZERO, Duration::plus))
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void waitsBeforeAnOutageAreNoPartOfIt() {
    Throwable last = catchThrowable(() -> retrier(PATIENT).run(CallKind.READ, () -> {
      calls++;
      throw calls == 1
          ? new Failure(CallOutcome.NOT_DONE, true, Duration.ofSeconds(40), 2)
          : unavailable(now);
    }));
    assertThat(last).isInstanceOf(Failure.class);
    assertThat(delays.get(0)).isGreaterThan(Duration.ofSeconds(40));
    assertThat(delays.stream().skip(1).reduce(Duration.ZERO, Duration::plus))
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void anOutageDoesNotRepeatWhatMayHaveHappened() {
    failing(
        PATIENT, CallKind.CONDITIONAL_WRITE,
        new Failure(CallOutcome.UNKNOWN, true, null, 2, now));
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void noAttemptStartsAtOrAfterTheDeadline() {
    RetryPolicy policy =
        new RetryPolicy(9, Duration.ofSeconds(1), Duration.ofSeconds(1), RetryPolicy.NO_TIME_LIMIT);
    Instant end = now.plusMillis(1500);
    Retrier retrier = retrier(policy).withDeadline(() -> Duration.between(now, end));
    assertThatThrownBy(
        () -> retrier.run(CallKind.READ, () -> {
          calls++;
          throw new Failure(CallOutcome.NOT_DONE, true, null, 99);
        }))
        .isInstanceOf(Failure.class);
    // Each delay is 750 ms: the second attempt starts in time, the third would start at the deadline.
    assertThat(calls).isEqualTo(2);
  }

  @Test
  void theEarlierOfTwoDeadlinesApplies() {
    Deadline soon = () -> Duration.ofSeconds(1);
    assertThat(Deadline.earlier(soon, Deadline.NONE).timeLeft()).isEqualTo(Duration.ofSeconds(1));
    assertThat(Deadline.earlier(Deadline.NONE, soon).timeLeft()).isEqualTo(Duration.ofSeconds(1));
    assertThat(Deadline.NONE.hasPassed()).isFalse();
    Deadline reached = () -> Duration.ZERO;
    assertThat(reached.hasPassed()).isTrue();
  }

  private Throwable failing(RetryPolicy policy, CallKind kind, RuntimeException failure) {
    return catchThrowable(
        () -> retrier(policy).run(kind, () -> {
          calls++;
          throw failure;
        }));
  }

  /** Draws one half each time. */
  private Retrier retrier(RetryPolicy policy) {
    Sleeper sleeper = duration -> {
      delays.add(duration);
      now = now.plus(duration);
    };
    return new Retrier(policy, () -> now, sleeper, () -> 1L << 63);
  }

  private static final class Failure extends RuntimeException implements CallFailure {
    private static final long serialVersionUID = 1;

    private final CallOutcome outcome;
    private final boolean retryable;
    private final @Nullable Duration retryAfter;
    private final int maxAttempts;
    private final @Nullable Instant unavailableSince;

    Failure(
        CallOutcome outcome, boolean retryable, @Nullable Duration retryAfter, int maxAttempts) {
      this(outcome, retryable, retryAfter, maxAttempts, null);
    }

    Failure(
        CallOutcome outcome, boolean retryable, @Nullable Duration retryAfter, int maxAttempts,
        @Nullable Instant unavailableSince) {
      super("failed");
      this.unavailableSince = unavailableSince;
      this.outcome = outcome;
      this.retryable = retryable;
      this.retryAfter = retryAfter;
      this.maxAttempts = maxAttempts;
    }

    @Override
    public CallOutcome outcome() {
      return outcome;
    }

    @Override
    public boolean isRetryable() {
      return retryable;
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.ofNullable(retryAfter);
    }

    @Override
    public int maxAttempts() {
      return maxAttempts;
    }

    @Override
    public Optional<Instant> unavailableSince() {
      return Optional.ofNullable(unavailableSince);
    }

    @Override
    public RuntimeException withUnknownOutcome() {
      return new Failure(CallOutcome.UNKNOWN, retryable, retryAfter, maxAttempts);
    }
  }
}
