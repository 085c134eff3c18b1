package io.gypsum.e2e.harness;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another process does by itself. */
public final class Eventually {
  private static final long SECONDS = 60;
  private static final long PAUSE_NANOS = 50_000_000;

  private Eventually() {}

  /** Returns as soon as {@code check} holds; fails when it does not within a minute. */
  public static void await(String what, BooleanSupplier check) {
    long end = System.nanoTime() + SECONDS * 1_000_000_000;
    while (!check.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited " + SECONDS + " s in vain for " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
