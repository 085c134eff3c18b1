package io.gypsum.server.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Memory that many share, handed out in order; who waits too long goes without. */
final class MemoryBudget {
  private static final int UNIT_BYTES = 1024;

  private final Semaphore units;
  private final Duration patience;

  /** @param patience how long a reservation may wait */
  MemoryBudget(long bytes, Duration patience) {
    this.units = new Semaphore(Math.toIntExact(bytes / UNIT_BYTES), true);
    this.patience = patience;
  }

  /** Waits for {@code bytes}; false when they did not come in time. */
  boolean reserve(long bytes) {
    try {
      return units.tryAcquire(unitsOf(bytes), patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void release(long bytes) {
    units.release(unitsOf(bytes));
  }

  private static int unitsOf(long bytes) {
    return Math.toIntExact(Math.ceilDiv(bytes, UNIT_BYTES));
  }
}
