package io.gypsum.server.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A number of permits that many share, handed out in order; who waits too long goes without. */
final class Permits {
  private final Semaphore permits;
  private final Duration patience;

  /** @param patience how long one may wait */
  Permits(int number, Duration patience) {
    this.permits = new Semaphore(number, true);
    this.patience = patience;
  }

  /** Waits for one; false when it did not come in time. */
  boolean take() {
    try {
      return permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void giveBack(int number) {
    permits.release(number);
  }
}
