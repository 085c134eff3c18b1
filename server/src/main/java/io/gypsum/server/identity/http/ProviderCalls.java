package io.gypsum.server.identity.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.gypsum.core.GypsumException;

/**
 * Limits the number of concurrent requests to an identity provider, so that clients with invalid tokens cannot use up the
 * requests that the provider allows this server. Thread-safe.
 */
public final class ProviderCalls {
  /** A provider needs about 0.3 s for a request, and limits concurrent ones. */
  private static final int MAX_CALLS = 16;
  private static final Duration MAX_WAIT = Duration.ofSeconds(2);

  private final Semaphore permits;
  private final Duration maxWait;

  public ProviderCalls() {
    this(MAX_CALLS, MAX_WAIT);
  }

  /** @param maxWait how long a call waits if {@code maxCalls} are running */
  public ProviderCalls(int maxCalls, Duration maxWait) {
    this.permits = new Semaphore(maxCalls, true);
    this.maxWait = maxWait;
  }

  /**
   * Returns the result of {@code call}.
   *
   * @throws GypsumException {@code BUSY} when too many calls are running
   */
  public <T> T run(Supplier<T> call) {
    acquire();
    try {
      return call.get();
    } finally {
      permits.release();
    }
  }

  private void acquire() {
    try {
      if (permits.tryAcquire(maxWait.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new GypsumException(
        GypsumException.Kind.BUSY,
        "too many users are signing in at this moment: try again in a few seconds");
  }
}
