package io.gypsum.server.http;

import java.util.function.LongSupplier;

/**
 * Notices a client that keeps a request open without getting on: of every {@code grace} that is spent waiting for it, it
 * must use at least the least rate. Time that the server spends on its own work is not counted. Not thread-safe.
 */
final class RateGuard {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final LongSupplier nanoTime;
  private final long graceNanos;
  private final long bytesPerGrace;
  private long waitStart;
  private long waitedNanos;
  private long bytes;

  /** @param nanoTime as {@link System#nanoTime} */
  RateGuard(long minimumBytesPerSecond, long graceNanos, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.graceNanos = graceNanos;
    this.bytesPerGrace = minimumBytesPerSecond * graceNanos / NANOS_PER_SECOND;
  }

  void waitBegins() {
    waitStart = nanoTime.getAsLong();
  }

  /** @throws SlowClientException when the client moved too little during the last grace period */
  void waitEnds(long movedBytes) throws SlowClientException {
    waitedNanos += nanoTime.getAsLong() - waitStart;
    bytes += movedBytes;
    if (waitedNanos < graceNanos) {
      return;
    }
    if (bytes < bytesPerGrace) {
      throw new SlowClientException(
          "only " + bytes + " bytes moved in " + waitedNanos / NANOS_PER_SECOND
              + " seconds: expected at least " + bytesPerGrace,
          null);
    }
    waitedNanos = 0;
    bytes = 0;
  }
}
