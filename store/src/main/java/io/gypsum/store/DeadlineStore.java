package io.gypsum.store;

import java.util.Collection;
import java.util.List;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.Deadline;
import io.gypsum.store.ListEntry.PrefixEntry;
import org.jspecify.annotations.Nullable;

/** Begins no write after a deadline; see {@link Store#withDeadline}. */
final class DeadlineStore extends ForwardingStore {
  private final Store delegate;
  private final Deadline deadline;

  DeadlineStore(Store delegate, Deadline deadline) {
    super(delegate);
    this.delegate = delegate;
    this.deadline = deadline;
  }

  @Override
  public Store withDeferredSync() {
    return new DeadlineStore(delegate.withDeferredSync(), deadline);
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    requireTime("write '" + key + "'");
    return delegate.put(key, content, condition);
  }

  @Override
  public boolean copy(Key from, Key to) {
    requireTime("write '" + to + "'");
    return delegate.copy(from, to);
  }

  @Override
  public PutResult concatenate(
      List<Key> parts, Key to, long sizeBytes, @Nullable Md5 md5, PutCondition condition) {
    requireTime("write '" + to + "'");
    return delegate.concatenate(parts, to, sizeBytes, md5, condition);
  }

  @Override
  public void delete(Collection<Key> keys) {
    requireTime("delete " + keys.size() + " keys");
    delegate.delete(keys);
  }

  @Override
  public void deleteMarkers(Collection<PrefixEntry> markers) {
    requireTime("delete " + markers.size() + " directory markers");
    delegate.deleteMarkers(markers);
  }

  private void requireTime(String action) {
    if (deadline.hasPassed()) {
      throw StoreException.deadlinePassed(action);
    }
  }
}
