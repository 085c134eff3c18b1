package io.gypsum.server.http;

import java.io.IOException;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Detects a client that keeps a request open without progress: in every grace period spent waiting for the client, at
 * least the minimum rate must be transferred. Time that the server spends on its own work is not counted. Not
 * thread-safe.
 */
final class SlowClientGuard {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final LongSupplier nanoTime;
  private final long graceNanos;
  private final long minBytesPerGrace;
  private long waitStartNanos;
  private long waitedNanos;
  private long transferredBytes;

  /** Thrown if a client sends or receives more slowly than the minimum rate. */
  static final class SlowClientException extends IOException {
    private static final long serialVersionUID = 1;

    SlowClientException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** @param nanoTime such as {@link System#nanoTime} */
  SlowClientGuard(long minBytesPerSecond, long graceNanos, LongSupplier nanoTime) {
    this(nanoTime, graceNanos, minBytesPerSecond * graceNanos / NANOS_PER_SECOND);
  }

  private SlowClientGuard(LongSupplier nanoTime, long graceNanos, long minBytesPerGrace) {
    this.nanoTime = nanoTime;
    this.graceNanos = graceNanos;
    this.minBytesPerGrace = minBytesPerGrace;
  }

  /** Returns a guard for a transfer that must end within {@code deadlineNanos} of waiting, regardless of its rate. */
  static SlowClientGuard withDeadline(long deadlineNanos, LongSupplier nanoTime) {
    return new SlowClientGuard(nanoTime, deadlineNanos, Long.MAX_VALUE);
  }

  /**
   * Returns how long the next wait may last: a client that has not reached the minimum of the grace period by then fails.
   * {@link Long#MAX_VALUE} if it has already reached it.
   */
  long maxWaitNanos() {
    return transferredBytes < minBytesPerGrace
        ? Math.max(1, graceNanos - waitedNanos)
        : Long.MAX_VALUE;
  }

  void waitStarts() {
    waitStartNanos = nanoTime.getAsLong();
  }

  /** @throws SlowClientException when too few bytes were transferred in the grace period that ends now */
  void waitEnds(long newBytes) throws SlowClientException {
    waitedNanos += nanoTime.getAsLong() - waitStartNanos;
    transferredBytes += newBytes;
    if (waitedNanos < graceNanos) {
      return;
    }
    if (transferredBytes < minBytesPerGrace) {
      throw new SlowClientException(
          "the client transferred only " + transferredBytes + " bytes in "
              + waitedNanos / NANOS_PER_SECOND + " seconds",
          null);
    }
    waitedNanos = 0;
    transferredBytes = 0;
  }
}
