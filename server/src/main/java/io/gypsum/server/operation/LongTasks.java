package io.gypsum.server.operation;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
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
 * runs once in the meantime. Closing interrupts running tasks and waits for their end. Thread-safe.
 *
 * @param <K> identifies a task
 */
final class LongTasks<K> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LongTasks.class);
  private static final int MAX_TASKS = 1_000;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final Map<K, Task> running = new ConcurrentHashMap<>();
  private final Semaphore permits;
  private final Duration timeout;
  private volatile boolean closed;

  private record Task(Future<Void> end, Thread thread) {}

  /**
   * @param maxConcurrent the number of tasks that run; others wait for their turn
   * @param timeout how long a caller waits for a task
   */
  LongTasks(int maxConcurrent, Duration timeout) {
    this.permits = new Semaphore(maxConcurrent, true);
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
    Task task = running.computeIfAbsent(name, absent -> begin(name, work));
    try {
      task.end().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw Threads.failure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopping(e);
    }
  }

  private Task begin(K name, Runnable work) {
    FutureTask<Void> end =
        new FutureTask<>(
            () -> {
              try {
                runWithPermit(work);
              } catch (StoreException e) {
                LOG.warn("joining a file failed; clients repeat the request: {}", LogLine.of(e));
                throw e;
              } finally {
                // Before a caller receives the result and starts the task again.
                running.remove(name);
              }
            }, null);
    return new Task(end, Thread.ofVirtual().name("gypsum-task").start(end));
  }

  private void runWithPermit(Runnable work) {
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopping(e);
    }
    try {
      work.run();
    } finally {
      permits.release();
    }
  }

  private static StoreException stopping(@Nullable InterruptedException cause) {
    return new StoreException(
        "the server is stopping; try again", CallOutcome.UNKNOWN, true, cause);
  }

  @Override
  public void close() {
    closed = true;
    var ending = Map.copyOf(running).values();
    ending.forEach(task -> task.thread().interrupt());
    try {
      for (Task task : ending) {
        task.thread().join(CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
