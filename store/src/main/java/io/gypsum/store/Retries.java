package io.gypsum.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.gypsum.store.StoreException.Outcome;

/** Tries calls again by a policy, of failures that say they are retryable. Thread-safe. */
public record Retries(
    RetryPolicy policy, InstantSource clock, Sleeper sleeper, RandomGenerator random) {
  /** By {@link RetryPolicy#DEFAULT}. */
  public static final Retries USUAL =
      new Retries(
          RetryPolicy.DEFAULT, InstantSource.system(), Sleeper.SYSTEM,
          () -> ThreadLocalRandom.current().nextLong());

  <T> T read(Supplier<T> call) {
    return write(call, false, true);
  }

  /**
   * @param evenIfUnknown whether a second time does no harm
   * @param repeatable whether there can be a second time
   * @throws StoreException the last failure, when all tries are used up
   */
  public <T> T write(Supplier<T> call, boolean evenIfUnknown, boolean repeatable) {
    Attempts attempts = begin();
    while (true) {
      try {
        return call.get();
      } catch (StoreException e) {
        boolean allowed = repeatable && (evenIfUnknown || e.outcome() == Outcome.NOT_DONE);
        attempts.failed(e, allowed);
      }
    }
  }

  Attempts begin() {
    return new Attempts(this);
  }

  /** The tries of one call so far. Not thread-safe. */
  static final class Attempts {
    private final Retries how;
    private final Instant deadline;
    private int failedTries;

    private Attempts(Retries how) {
      this.how = how;
      this.deadline = how.clock.instant().plus(how.policy.maxTotal());
    }

    /** Waits before the next try; throws the failure when there is none. */
    void failed(StoreException failure, boolean allowed) {
      failedTries++;
      if (!allowed || !failure.isRetryable() || failedTries >= how.policy.maxTries()) {
        throw failure;
      }
      Duration wait = how.policy.waitAfter(failedTries, how.random.nextDouble());
      if (how.clock.instant().plus(wait).isAfter(deadline)) {
        throw failure;
      }
      try {
        how.sleeper.sleep(wait);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failure;
      }
    }
  }
}
