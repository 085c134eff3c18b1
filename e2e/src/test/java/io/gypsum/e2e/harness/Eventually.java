package io.gypsum.e2e.harness;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for an asynchronous effect of another process. */
public final class Eventually {
  private static final long TIMEOUT_SECONDS = 60;
  private static final long POLL_INTERVAL_NANOS = 50_000_000;

  private Eventually() {}

  /** Returns as soon as {@code check} returns true; fails after a minute. */
  public static void await(String what, BooleanSupplier check) {
    long end = System.nanoTime() + TIMEOUT_SECONDS * 1_000_000_000;
    while (!check.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "timeout after " + TIMEOUT_SECONDS + " s while waiting for " + what);
      }
      LockSupport.parkNanos(POLL_INTERVAL_NANOS);
    }
  }
}
