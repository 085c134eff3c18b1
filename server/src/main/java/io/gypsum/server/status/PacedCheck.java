package io.gypsum.server.status;

import java.time.Duration;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Repeats an expensive check, such as a write to the disk, only after {@link #AFTER_SUCCESS} or {@link #AFTER_FAILURE};
 * calls in between return or throw the result of the last run. Thread-safe.
 */
public final class PacedCheck implements Runnable {
  static final Duration AFTER_SUCCESS = Duration.ofSeconds(10);
  static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final Runnable check;
  private final LongSupplier nanoTime;
  /** Null before the first run. Guarded by this, as is {@link #failure}. */
  private @Nullable Long lastNanos;
  private @Nullable RuntimeException failure;

  /** @param nanoTime such as {@link System#nanoTime} */
  public PacedCheck(Runnable check, LongSupplier nanoTime) {
    this.check = check;
    this.nanoTime = nanoTime;
  }

  /** @throws RuntimeException the failure of the last run */
  @Override
  public synchronized void run() {
    Duration interval = failure == null ? AFTER_SUCCESS : AFTER_FAILURE;
    if (lastNanos == null || nanoTime.getAsLong() - lastNanos >= interval.toNanos()) {
      try {
        check.run();
        failure = null;
      } catch (RuntimeException e) {
        failure = e;
      }
      lastNanos = nanoTime.getAsLong();
    }
    if (failure != null) {
      throw failure;
    }
  }
}
