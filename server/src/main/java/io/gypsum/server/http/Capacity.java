package io.gypsum.server.http;

import java.util.concurrent.atomic.AtomicInteger;

/** The capacity that all requests of a server share. Thread-safe. */
final class Capacity {
  private final int maxRequests;
  private final AtomicInteger running = new AtomicInteger();
  private final BodyReader bodyReader;
  private final TransferPermits transfers;
  private final HttpSettings.ClientPace pace;
  private volatile boolean stopping;

  Capacity(HttpSettings settings) {
    HttpSettings.BodyLimits bodies = settings.bodies();
    this.maxRequests = settings.requests().maxRequests();
    this.pace = settings.pace();
    this.bodyReader =
        new BodyReader(
            new BodyBudgets(bodies.budgetBytes(), bodies.budgetWait()), this::newSmallBodyGuard,
            this::newSlowClientGuard);
    this.transfers = new TransferPermits(settings.requests().maxTransfers());
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

  /** Rejects all requests from now on. */
  void stop() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  BodyReader bodyReader() {
    return bodyReader;
  }

  TransferPermits transfers() {
    return transfers;
  }

  private SlowClientGuard newSmallBodyGuard() {
    return SlowClientGuard.withDeadline(pace.smallBodyTimeout().toNanos(), System::nanoTime);
  }

  /** Returns the guard of the rest of a body that is received after the response. */
  SlowClientGuard newDiscardGuard() {
    return SlowClientGuard.withDeadline(pace.idleTimeout().toNanos(), System::nanoTime);
  }

  SlowClientGuard newSlowClientGuard() {
    return new SlowClientGuard(
        pace.minBytesPerSecond(), pace.grace().toNanos(), System::nanoTime);
  }
}
