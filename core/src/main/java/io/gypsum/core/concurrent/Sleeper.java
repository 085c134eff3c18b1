package io.gypsum.core.concurrent;

import java.time.Duration;

/** Waits for a duration. Passed in, so that tests need not wait. */
@FunctionalInterface
public interface Sleeper {
  /** Blocks the calling thread. */
  Sleeper SYSTEM =
      duration -> Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);

  void sleep(Duration duration) throws InterruptedException;

  /** Waits; if interrupted, throws the failure of {@code onInterrupt} with the interrupt status set. */
  default void sleep(Duration duration, OnInterrupt onInterrupt) {
    try {
      sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw onInterrupt.failure(e);
    }
  }
}
