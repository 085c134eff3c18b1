package io.gypsum.store;

import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ListEntry.ObjectEntry;
import org.jspecify.annotations.Nullable;

/** Counts the calls of a store, including failed ones, so that tests can assert the cost of a use case. */
public final class CountingStore extends ForwardingStore {
  /** Guarded by {@code this}. */
  private StoreCounts counts = StoreCounts.NONE;

  public CountingStore(Store delegate) {
    super(delegate);
  }

  /** Returns the calls so far. */
  public synchronized StoreCounts counts() {
    return counts;
  }

  /** Returns the calls so far and resets the counts. */
  public synchronized StoreCounts takeCounts() {
    StoreCounts taken = counts;
    counts = StoreCounts.NONE;
    return taken;
  }

  @Override
  public Optional<ObjectInfo> head(Key key) {
    count(StoreCounts.HEAD);
    return super.head(key);
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    count(StoreCounts.GET);
    return super.get(key, range);
  }

  @Override
  public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
    count(StoreCounts.LIST);
    return counted(super.list(prefix, startAfter));
  }

  @Override
  public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
    count(StoreCounts.LIST);
    return counted(super.listLevel(prefix, startAfter));
  }

  @Override
  public Optional<LocalFile> localFile(Key key) {
    count(StoreCounts.LOCAL_FILE);
    return super.localFile(key);
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    count(StoreCounts.PUT);
    return super.put(key, content, condition);
  }

  @Override
  public void delete(Collection<Key> keys) {
    count(StoreCounts.deletes(1, keys.size()));
    super.delete(keys);
  }

  private <T> Stream<T> counted(Stream<T> listing) {
    long[] entries = {0};
    return listing.peek(entry -> {
      if (entries[0] > 0 && entries[0] % StoreCounts.PAGE_ENTRIES == 0) {
        count(StoreCounts.NEXT_PAGE);
      }
      entries[0]++;
    });
  }

  private synchronized void count(StoreCounts more) {
    counts = counts.plus(more);
  }
}
