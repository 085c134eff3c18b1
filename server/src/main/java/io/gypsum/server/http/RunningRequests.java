package io.gypsum.server.http;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests that run, until the server stops and takes no more. */
final class RunningRequests {
  private final AtomicInteger running = new AtomicInteger();
  private volatile boolean stopping;

  /** Whether another request may run; if so it must {@link #end}. */
  boolean begin() {
    running.incrementAndGet();
    if (stopping) {
      running.decrementAndGet();
      return false;
    }
    return true;
  }

  void end() {
    running.decrementAndGet();
  }

  void refuseMore() {
    stopping = true;
  }

  int count() {
    return running.get();
  }
}
