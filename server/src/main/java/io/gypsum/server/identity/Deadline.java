package io.gypsum.server.identity;

import java.time.Duration;

/** A point in time by which all steps together must be done. */
record Deadline(long atNanos, Duration budget) {
  static Deadline in(Duration budget) {
    return new Deadline(System.nanoTime() + budget.toNanos(), budget);
  }

  /** Zero or less once it has passed. */
  long remainingNanos() {
    return atNanos - System.nanoTime();
  }
}
