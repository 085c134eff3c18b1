package io.gypsum.store;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ListEntry.ObjectEntry;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of concurrent calls. Further calls wait in order for a limited time, and then fail with a retryable
 * {@link StoreException} whose outcome is NOT_DONE.
 *
 * <p>A call counts until it returns; reading a body or a listing does not count, so that one thread may read and write at the
 * same time under any limit.
 */
public final class LimitedStore extends ForwardingStore {
  private final int maxCalls;
  private final Duration maxWait;
  private final Semaphore free;

  /**
   * @param maxCalls maximum number of concurrent calls, at least 1
   * @param maxWait how long a call waits; zero to fail immediately
   */
  public LimitedStore(Store delegate, int maxCalls, Duration maxWait) {
    super(delegate);
    if (maxCalls < 1 || maxWait.isNegative()) {
      throw new IllegalArgumentException(
          maxCalls + " calls that wait for " + maxWait
              + ": expected at least 1 and no negative wait");
    }
    this.maxCalls = maxCalls;
    this.maxWait = maxWait;
    this.free = new Semaphore(maxCalls, true);
  }

  @Override
  public Optional<ObjectInfo> head(Key key) {
    return limited(() -> super.head(key));
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    return limited(() -> super.get(key, range));
  }

  @Override
  public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
    return limited(() -> super.list(prefix, startAfter));
  }

  @Override
  public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
    return limited(() -> super.listLevel(prefix, startAfter));
  }

  @Override
  public Optional<LocalFile> localFile(Key key) {
    return limited(() -> super.localFile(key));
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    return limited(() -> super.put(key, content, condition));
  }

  @Override
  public void delete(Collection<Key> keys) {
    acquire();
    try {
      super.delete(keys);
    } finally {
      free.release();
    }
  }

  private <T> T limited(Supplier<T> call) {
    acquire();
    try {
      return call.get();
    } finally {
      free.release();
    }
  }

  private void acquire() {
    try {
      if (free.tryAcquire(maxWait.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(
          "the call was interrupted while it waited for the store",
          CallOutcome.NOT_DONE, false, e);
    }
    throw new StoreException(
        "the store is busy: " + maxCalls + " concurrent calls for over " + maxWait.toMillis()
            + " ms; try again later",
        CallOutcome.NOT_DONE, true, null);
  }
}
