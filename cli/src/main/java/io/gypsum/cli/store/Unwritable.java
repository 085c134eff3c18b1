package io.gypsum.cli.store;

import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListRequest;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoredObject;

/** What can only be read, for wrappers that are made for stores; given to nobody who writes. */
record Unwritable(ReadStore store) implements Store {
  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    throw new UnsupportedOperationException("put of '" + key + "' into what is only read");
  }

  @Override
  public void delete(Collection<Key> keys) {
    throw new UnsupportedOperationException("delete in what is only read");
  }

  @Override
  public Optional<ObjectInfo> head(Key key) {
    return store.head(key);
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    return store.get(key, range);
  }

  @Override
  public Stream<ListEntry> list(ListRequest request) {
    return store.list(request);
  }

  @Override
  public void close() {
    store.close();
  }
}
