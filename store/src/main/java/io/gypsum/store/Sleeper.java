package io.gypsum.store;

import java.time.Duration;

/** Waits, or in a test pretends to. */
@FunctionalInterface
public interface Sleeper {
  /** Puts the thread to sleep. */
  Sleeper SYSTEM =
      duration -> Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);

  void sleep(Duration duration) throws InterruptedException;
}
