package io.gypsum.server.maintenance;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.gypsum.core.GypsumException;
import io.gypsum.core.LogLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs maintenance tasks at start and then at intervals, one at a time, until closed. */
public final class MaintenanceSchedule implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MaintenanceSchedule.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("gypsum-maintenance").factory());

  /** Runs {@code task} soon and then repeatedly; a failure is logged and does not stop the repetition. */
  public void every(Duration interval, String name, Runnable task) {
    every(Duration.ZERO, interval, name, task);
  }

  /** Like {@link #every(Duration, String, Runnable)}, but runs {@code task} for the first time after {@code first}. */
  public void every(Duration first, Duration interval, String name, Runnable task) {
    var _ =
        thread.scheduleWithFixedDelay(
            () -> runLogged(name, task), first.toMillis(), interval.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Runs {@code task} once, as soon as no other task is running; a failure is logged. Has no effect after {@link #close}. */
  public void soon(String name, Runnable task) {
    try {
      thread.execute(() -> runLogged(name, task));
    } catch (RejectedExecutionException e) {
      LOG.debug("{} was not started because the server is stopping", name, e);
    }
  }

  private void runLogged(String name, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      if (thread.isShutdown()) {
        LOG.debug("{} was interrupted because the server is stopping", name, e);
        return;
      }
      if (e instanceof GypsumException || e instanceof UncheckedIOException) {
        LOG.warn("{} failed, will retry: {}", name, LogLine.of(e));
      } else {
        LOG.error("{} failed unexpectedly, will retry", name, e);
      }
    }
  }

  /** Interrupts the running task; all tasks can be interrupted safely. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
