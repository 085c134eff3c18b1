package io.gypsum.server.http;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests that run: at most so many, and none any more once the server stops. */
final class RunningRequests {
  private final AtomicInteger running = new AtomicInteger();
  private final int most;
  private volatile boolean stopping;

  RunningRequests(int most) {
    this.most = most;
  }

  /** Whether another request may run; if so it must {@link #end}. */
  boolean begin() {
    if (running.incrementAndGet() > most || stopping) {
      running.decrementAndGet();
      return false;
    }
    return true;
  }

  void end() {
    running.decrementAndGet();
  }

  boolean isStopping() {
    return stopping;
  }

  void refuseMore() {
    stopping = true;
  }

  int count() {
    return running.get();
  }
}
