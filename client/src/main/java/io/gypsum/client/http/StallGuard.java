package io.gypsum.client.http;

import java.time.Duration;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ConcurrentHashMap;

/** Cancels what sends or receives and gets nowhere: Java has no time-out for writing to a socket. Thread-safe. */
final class StallGuard implements AutoCloseable {
  private static final long NOT_WAITING = 0;

  private final Duration timeout;
  private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
  private final Timer timer = new Timer("gypsum-client-stalls", true);

  StallGuard(Duration timeout) {
    this.timeout = timeout;
    long periodMillis = Math.max(1, timeout.toMillis() / 4);
    TimerTask look = new TimerTask() {
      @Override
      public void run() {
        long now = System.nanoTime();
        watched.forEach(one -> one.look(now));
      }
    };
    timer.schedule(look, periodMillis, periodMillis);
  }

  /** One exchange of bytes; closing it ends the watch. */
  final class Watched implements AutoCloseable {
    private final Runnable cancel;
    private volatile long waitingSinceNanos = NOT_WAITING;
    private volatile boolean stalled;

    private Watched(Runnable cancel) {
      this.cancel = cancel;
    }

    void waitBegins() {
      // Odd, so never the number that means something else.
      waitingSinceNanos = System.nanoTime() | 1;
    }

    void waitEnds() {
      waitingSinceNanos = NOT_WAITING;
    }

    /** Whether it was cancelled for standing still. */
    boolean isStalled() {
      return stalled;
    }

    private void look(long nowNanos) {
      long since = waitingSinceNanos;
      if (since != NOT_WAITING && nowNanos - since > timeout.toNanos()) {
        stalled = true;
        cancel.run();
      }
    }

    @Override
    public void close() {
      watched.remove(this);
    }
  }

  /** @param cancel makes a wait that goes on fail; may be run again and again */
  Watched watch(Runnable cancel) {
    Watched one = new Watched(cancel);
    watched.add(one);
    return one;
  }

  @Override
  public void close() {
    timer.cancel();
  }
}
