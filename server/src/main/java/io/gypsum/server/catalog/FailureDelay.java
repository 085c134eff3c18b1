package io.gypsum.server.catalog;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.retry.RetryPolicy;
import org.jspecify.annotations.Nullable;

/** The delay before a failed build is retried, which increases with each failure. Not thread-safe. */
final class FailureDelay {
  static final Duration MAX = Duration.ofMinutes(10);
  private static final RetryPolicy DELAYS =
      new RetryPolicy(Integer.MAX_VALUE, Duration.ofSeconds(10), MAX, RetryPolicy.NO_TIME_LIMIT);

  private final InstantSource clock;
  private int failures;
  private Instant end = Instant.MIN;
  private @Nullable RuntimeException last;

  FailureDelay(InstantSource clock) {
    this.clock = clock;
  }

  void failed(RuntimeException failure) {
    failures++;
    last = failure;
    end =
        clock.instant()
            .plus(DELAYS.delayAfter(failures, ThreadLocalRandom.current().nextDouble()));
  }

  void succeeded() {
    failures = 0;
    last = null;
  }

  /** Returns a description of the last failure until its delay has passed; otherwise null. */
  @Nullable
  GypsumException current() {
    RuntimeException failure = last;
    if (failure == null || !clock.instant().isBefore(end)) {
      return null;
    }
    boolean full = failure instanceof GypsumException known && known.kind() == Kind.NO_SPACE;
    String reason =
        failure instanceof GypsumException known
            ? known.reason()
            : "internal error, which the server has logged";
    return new GypsumException(
        full ? Kind.NO_SPACE : Kind.UNAVAILABLE,
        "the catalogue could not be read from the bucket; the server retries later: " + reason,
        failure);
  }
}
