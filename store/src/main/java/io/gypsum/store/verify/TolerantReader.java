package io.gypsum.store.verify;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.Key;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreException;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.DocumentResult;

/**
 * Reads objects and reports unreadable ones, such as those on damaged disk sectors, as findings. After
 * {@value #MAX_CONSECUTIVE_FAILURES} consecutive failures the store is considered to be down. Thread-safe.
 */
final class TolerantReader {
  static final int MAX_CONSECUTIVE_FAILURES = 20;

  private final BucketReader bucket;
  private final AtomicInteger failures = new AtomicInteger();

  TolerantReader(ReadStore store) {
    this.bucket = new BucketReader(store);
  }

  ReadStore store() {
    return bucket.store();
  }

  /**
   * Reads a document; if the store cannot read it, the result contains the problem.
   *
   * @throws StoreException when the store is down, or the thread was interrupted
   */
  <T> DocumentResult<T> tryRead(Key key, Function<JsonInput, T> reader) {
    return read(
        () -> bucket.tryRead(key, reader),
        problem -> new DocumentResult<>(null, "it cannot be read: " + problem));
  }

  /** Returns the result of {@code read}, or if it fails, that of {@code onFailure} for the reason. */
  <T> T read(Supplier<T> read, Function<String, T> onFailure) {
    T result;
    try {
      result = read.get();
    } catch (StoreException e) {
      if (Thread.currentThread().isInterrupted()
          || failures.incrementAndGet() >= MAX_CONSECUTIVE_FAILURES) {
        throw e;
      }
      return onFailure.apply(e.reason());
    }
    failures.set(0);
    return result;
  }
}
