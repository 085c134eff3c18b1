package io.gypsum.server.catalog;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.Deadline;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * Counts the changes that this server writes, so that its pages include them at once: entries of the logs, which operations
 * write last, and documents that are replaced without a lock. Thread-safe.
 */
public final class ChangeCountingStore extends ForwardingStore {
  private final Store delegate;
  private final AtomicLong changes;

  public ChangeCountingStore(Store delegate) {
    this(delegate, new AtomicLong());
  }

  private ChangeCountingStore(Store delegate, AtomicLong changes) {
    super(delegate);
    this.delegate = delegate;
    this.changes = changes;
  }

  /** Returns the number of changes that were written so far, including those by views of this store. */
  public LongSupplier changes() {
    return changes::get;
  }

  @Override
  public Store withDeadline(Deadline deadline) {
    return new ChangeCountingStore(delegate.withDeadline(deadline), changes);
  }

  @Override
  public Store withDeferredSync() {
    return new ChangeCountingStore(delegate.withDeferredSync(), changes);
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    boolean isChange = isChange(key);
    try {
      return delegate.put(key, content, condition);
    } finally {
      // After a failure too: its outcome may be unknown.
      if (isChange) {
        changes.incrementAndGet();
      }
    }
  }

  private static boolean isChange(Key key) {
    return BucketLayout.LOGS.matches(key) || BucketLayout.CHANGES.matches(key)
        || BucketLayout.isReplaceable(key);
  }

  @Override
  public boolean copy(Key from, Key to) {
    return delegate.copy(from, to);
  }

  @Override
  public PutResult concatenate(
      List<Key> parts, Key to, long sizeBytes, @Nullable Md5 md5, PutCondition condition) {
    return delegate.concatenate(parts, to, sizeBytes, md5, condition);
  }
}
