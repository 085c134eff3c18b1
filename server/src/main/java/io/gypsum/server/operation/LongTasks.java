package io.gypsum.server.operation;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.gypsum.core.Tasks;
import io.gypsum.store.StoreException;

/**
 * Work that may take longer than anybody keeps a request open. Who asks for it waits a while, and then asks again; it is
 * done once meanwhile. Thread-safe.
 *
 * @param <K> what tells one task from another
 */
final class LongTasks<K> {
  private final ConcurrentHashMap<K, FutureTask<Void>> running = new ConcurrentHashMap<>();
  private final Semaphore permits;
  private final Duration patience;

  /**
   * @param atOnce how many run; more wait for their turn
   * @param patience how long who asks waits
   */
  LongTasks(int atOnce, Duration patience) {
    this.permits = new Semaphore(atOnce);
    this.patience = patience;
  }

  /**
   * Begins the work unless it runs already, and waits for its end. Work that has ended is forgotten: whoever asks then
   * begins it anew, so it must be such that doing it twice does no harm.
   *
   * @return whether it is done; false when it goes on
   */
  boolean isDone(K name, Runnable work) {
    Future<Void> task = running.computeIfAbsent(name, absent -> begin(name, work));
    try {
      task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw Tasks.failure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
  }

  private FutureTask<Void> begin(K name, Runnable work) {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              try {
                permitted(work);
              } finally {
                // Before anybody hears of the end and asks for more.
                running.remove(name);
              }
            }, null);
    Thread.ofVirtual().name("gypsum-task").start(task);
    return task;
  }

  private void permitted(Runnable work) {
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    try {
      work.run();
    } finally {
      permits.release();
    }
  }

  private static StoreException interrupted(InterruptedException cause) {
    return new StoreException(
        "the server is stopping: ask again", StoreException.Outcome.UNKNOWN, true, cause);
  }
}
