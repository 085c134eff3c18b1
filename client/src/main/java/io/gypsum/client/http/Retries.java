package io.gypsum.client.http;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;

/**
 * Tries again what failed for a reason that passes: growing waits with jitter, never shorter than the server's {@code
 * Retry-After}.
 */
public final class Retries {
  private static final int MAX_ATTEMPTS = 6;
  /** Where nobody answers now, hardly anybody will in a moment, and the user would rather know. */
  private static final int MAX_ATTEMPTS_TO_REACH = 3;
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);
  /** A server that wants to be left alone for longer gets its wish: the request fails at once. */
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(2);

  private final Pause pause;
  private final RandomGenerator random;

  /** @param random thread-safe */
  public Retries(Pause pause, RandomGenerator random) {
    this.pause = pause;
    this.random = random;
  }

  /** @throws RequestFailedException the last attempt's failure; it {@code mayHaveHappened} if any attempt may */
  public <T> T run(Repeat repeat, Supplier<T> attempt) {
    boolean lost = false;
    for (int number = 1;; number++) {
      try {
        return attempt.get();
      } catch (RequestFailedException e) {
        if (number >= maxAttempts(e) || !mayRepeat(repeat, e)) {
          throw lost ? e.afterUnknownAttempt() : e;
        }
        lost |= e.mayHaveHappened();
        await(e, number);
      }
    }
  }

  private static int maxAttempts(RequestFailedException failure) {
    boolean unreached =
        failure.kind() == GypsumException.Kind.UNAVAILABLE && failure.status().isEmpty()
            && !failure.mayHaveHappened();
    return unreached ? MAX_ATTEMPTS_TO_REACH : MAX_ATTEMPTS;
  }

  private static boolean mayRepeat(Repeat repeat, RequestFailedException failure) {
    Duration retryAfter = failure.retryAfter().orElse(null);
    return failure.isRetryable()
        && (repeat == Repeat.ALWAYS || !failure.mayHaveHappened())
        && (retryAfter == null || retryAfter.compareTo(LONGEST_RETRY_AFTER) <= 0)
        && !Thread.currentThread().isInterrupted();
  }

  private void await(RequestFailedException failure, int attempt) {
    try {
      pause.sleep(waitAfter(failure, attempt));
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted(failure.action(), failure);
    }
  }

  /** Between half and all of a wait that doubles each time, on top of what the server asked for. */
  private Duration waitAfter(RequestFailedException failure, int attempt) {
    Duration full = FIRST_WAIT.multipliedBy(1L << (attempt - 1));
    long millis = Math.min(full.toMillis(), LONGEST_WAIT.toMillis());
    Duration jittered = Duration.ofMillis(millis / 2 + random.nextLong(millis / 2 + 1));
    Duration retryAfter = failure.retryAfter().orElse(null);
    return retryAfter == null ? jittered : retryAfter.plus(jittered);
  }
}
