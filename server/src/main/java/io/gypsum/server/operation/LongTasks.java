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
import io.gypsum.core.concurrent.Threads;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that may take longer than anybody keeps a request open. Who asks for it waits a while, and then asks again; it is
 * done once meanwhile. Closing it breaks off what runs and waits for its end. Thread-safe.
 *
 * @param <K> what tells one task from another
 */
final class LongTasks<K> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LongTasks.class);
  private static final int MOST_WAITING = 1_000;
  private static final Duration END_PATIENCE = Duration.ofSeconds(10);

  private final Map<K, Task> running = new ConcurrentHashMap<>();
  private final Semaphore permits;
  private final Duration patience;
  private volatile boolean closed;

  private record Task(Future<Void> end, Thread thread) {}

  /**
   * @param atOnce how many run; more wait for their turn
   * @param patience how long who asks waits
   */
  LongTasks(int atOnce, Duration patience) {
    this.permits = new Semaphore(atOnce, true);
    this.patience = patience;
  }

  /**
   * Begins the work unless it runs already, and waits for its end. Work that has ended is forgotten: whoever asks then
   * begins it anew, so it must be such that doing it twice does no harm.
   *
   * @return whether it is done; false when it goes on
   * @throws GypsumException BUSY when too much waits for its turn; what the work threw, to all who wait for it
   */
  boolean isDone(K name, Runnable work) {
    if (closed) {
      throw stopping(null);
    }
    if (running.size() >= MOST_WAITING) {
      throw new GypsumException(
          Kind.BUSY, "the server is putting too many files together: ask again in a minute");
    }
    Task task = running.computeIfAbsent(name, absent -> begin(name, work));
    try {
      task.end().get(patience.toMillis(), TimeUnit.MILLISECONDS);
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
                permitted(work);
              } catch (StoreException e) {
                LOG.warn("a file was not put together; whoever wants it asks again", e);
                throw e;
              } finally {
                // Before anybody hears of the end and asks for more.
                running.remove(name);
              }
            }, null);
    return new Task(end, Thread.ofVirtual().name("gypsum-task").start(end));
  }

  private void permitted(Runnable work) {
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
        "the server is stopping: ask again", CallOutcome.UNKNOWN, true, cause);
  }

  @Override
  public void close() {
    closed = true;
    var ending = Map.copyOf(running).values();
    ending.forEach(task -> task.thread().interrupt());
    try {
      for (Task task : ending) {
        task.thread().join(END_PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
