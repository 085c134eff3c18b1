package io.gypsum.server.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The capacity that all requests of a server share. Thread-safe. */
final class Capacity {
  private final int maxRequests;
  private final AtomicInteger running = new AtomicInteger();
  private final JsonBodies jsonBodies;
  /** One permit for each request whose duration depends on its client. */
  private final Permits transfers;
  private final HttpSettings.ClientPace pace;
  private volatile boolean stopping;

  Capacity(HttpSettings settings) {
    HttpSettings.BodyLimits bodies = settings.bodies();
    int jsonPieces = Math.toIntExact(bodies.budgetBytes() / JsonBodies.PIECE_BYTES);
    this.maxRequests = settings.requests().maxRequests();
    this.jsonBodies = new JsonBodies(new Permits(jsonPieces, bodies.budgetWait()));
    // A waiting request would occupy the place of a short one, so transfers do not wait.
    this.transfers = new Permits(settings.requests().maxTransfers(), Duration.ZERO);
    this.pace = settings.pace();
  }

  /** A bounded number of permits, acquired in order of arrival. */
  static final class Permits {
    private final Semaphore permits;
    private final Duration maxWait;

    Permits(int number, Duration maxWait) {
      this.permits = new Semaphore(number, true);
      this.maxWait = maxWait;
    }

    /** Waits for one permit; returns false when none became free in time. */
    boolean acquire() {
      try {
        return permits.tryAcquire(maxWait.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    void release(int number) {
      permits.release(number);
    }
  }

  /** Returns whether another request may run; if so, the caller must call {@link #leave} afterwards. */
  boolean enter() {
    if (running.incrementAndGet() > maxRequests || stopping) {
      running.decrementAndGet();
      return false;
    }
    return true;
  }

  void leave() {
    running.decrementAndGet();
  }

  int runningRequests() {
    return running.get();
  }

  /** Refuses all requests from now on. */
  void stop() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  JsonBodies jsonBodies() {
    return jsonBodies;
  }

  boolean acquireTransfer() {
    return transfers.acquire();
  }

  void releaseTransfer() {
    transfers.release(1);
  }

  /** Returns how long the rest of a request body is received after an error response. */
  Duration maxDiscardTime() {
    return pace.idleTimeout();
  }

  SlowClientGuard newSlowClientGuard() {
    return new SlowClientGuard(
        pace.minBytesPerSecond(), pace.grace().toNanos(), System::nanoTime);
  }
}
