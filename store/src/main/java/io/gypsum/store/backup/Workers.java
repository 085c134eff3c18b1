package io.gypsum.store.backup;

import java.util.Iterator;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.concurrent.Threads;

/** A number of threads. What they work on must not wait for the same threads. */
final class Workers implements AutoCloseable {
  private final int threads;
  private final ExecutorService pool;

  Workers(int threads, String name) {
    this.threads = threads;
    this.pool = Threads.daemonPool(threads, name);
  }

  /**
   * Works on all items and returns when that is done. Takes an item only when there is a thread for it, so that items may
   * be many. After a failure no more are begun, and it is thrown.
   */
  <T> void forEach(Iterator<T> items, Consumer<T> work) {
    Semaphore free = new Semaphore(threads);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try {
      while (failure.get() == null && items.hasNext()) {
        T item = items.next();
        free.acquire();
        pool.execute(() -> {
          try {
            work.accept(item);
          } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
          } finally {
            free.release();
          }
        });
      }
      free.acquire(threads);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GypsumException(Kind.UNAVAILABLE, "the backup was interrupted", e);
    }
    Throwable first = failure.get();
    if (first instanceof Error error) {
      throw error;
    }
    if (first instanceof RuntimeException thrown) {
      throw thrown;
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
