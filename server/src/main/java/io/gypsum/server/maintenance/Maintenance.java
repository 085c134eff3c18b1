package io.gypsum.server.maintenance;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the chores at start and then at their intervals, one at a time, until closed. */
public final class Maintenance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("gypsum-maintenance").factory());

  /** Runs {@code chore} soon and then again and again; a failure is logged and does not end it. */
  public void every(Duration interval, String name, Runnable chore) {
    var _ =
        thread.scheduleWithFixedDelay(
            () -> runLogged(name, chore), 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void runLogged(String name, Runnable chore) {
    try {
      chore.run();
    } catch (RuntimeException e) {
      if (thread.isShutdown()) {
        LOG.debug("{} was broken off, since the server stops", name, e);
        return;
      }
      LOG.warn("{} failed; it is tried again at its next turn", name, e);
    }
  }

  /** Interrupts what runs; everything chores do can be broken off. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
