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
    this.nanoTime = nanoTime;
    this.graceNanos = graceNanos;
    this.minBytesPerGrace = minBytesPerSecond * graceNanos / NANOS_PER_SECOND;
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
          "the client transferred " + transferredBytes + " bytes in "
              + waitedNanos / NANOS_PER_SECOND + " seconds: expected at least " + minBytesPerGrace,
          null);
    }
    waitedNanos = 0;
    transferredBytes = 0;
  }
}
