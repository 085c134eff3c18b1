package io.gypsum.store.backup;

import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ETag;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListRequest;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoredObject;

/** Says that it writes, and does not; what is to be written is not read. */
record DryStore(ReadStore store) implements Store {
  private static final ETag NONE = new ETag("dry");

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    return new PutResult.Written(NONE);
  }

  @Override
  public void delete(Collection<Key> keys) {}

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
