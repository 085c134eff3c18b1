package io.gypsum.server.operation;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.LogLine;
import io.gypsum.core.concurrent.Threads;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks that may take longer than a request can stay open. A caller waits for a limited time and then repeats the request; the task
 * runs once in the meantime, on a platform thread, since it may compute for minutes. Closing interrupts running tasks and waits
 * for their end. Thread-safe.
 *
 * @param <K> identifies a task
 */
final class LongTasks<K> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LongTasks.class);
  private static final int MAX_TASKS = 1_000;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final Map<K, Future<Void>> running = new ConcurrentHashMap<>();
  private final ExecutorService threads;
  private final Duration timeout;
  private volatile boolean closed;

  /**
   * @param maxConcurrent the number of tasks that run; others wait for their turn
   * @param timeout how long a caller waits for a task
   */
  LongTasks(int maxConcurrent, Duration timeout) {
    this.threads = Threads.daemonPool(maxConcurrent, "gypsum-task");
    this.timeout = timeout;
  }

  /**
   * Starts the task unless it is running, and waits for its end. A finished task is removed, so the next call starts it
   * again: it must be idempotent.
   *
   * @return true if the task has finished; false if it is still running
   * @throws GypsumException BUSY if too many tasks wait; a failure of the task is thrown to all callers that wait for it
   */
  boolean isDone(K name, Runnable work) {
    if (closed) {
      throw stopping(null);
    }
    if (running.size() >= MAX_TASKS) {
      throw new GypsumException(
          Kind.BUSY, "the server is joining too many files; try again in a minute");
    }
    Future<Void> task = running.computeIfAbsent(name, absent -> begin(name, work));
    try {
      task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw Threads.failure(e);
    } catch (CancellationException e) {
      throw stopping(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopping(e);
    }
  }

  private Future<Void> begin(K name, Runnable work) {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              try {
                work.run();
              } catch (StoreException e) {
                LOG.warn("joining a file failed; the client will retry: {}", LogLine.of(e));
                throw e;
              } finally {
                // Removed before a caller can receive the result and start the task again.
                running.remove(name);
              }
            }, null);
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      throw stopping(e);
    }
    return task;
  }

  private static StoreException stopping(@Nullable Exception cause) {
    return new StoreException(
        "the server is stopping; try again", CallOutcome.UNKNOWN, true, cause);
  }

  @Override
  public void close() {
    closed = true;
    for (Runnable waiting : threads.shutdownNow()) {
      ((Future<?>) waiting).cancel(false);
    }
    try {
      boolean _ = threads.awaitTermination(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
