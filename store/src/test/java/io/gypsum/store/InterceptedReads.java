package io.gypsum.store;

import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ListEntry.ObjectEntry;
import org.jspecify.annotations.Nullable;

/**
 * Calls {@link #beforeRead} before each read and each listing: the base class of test stores that count calls, pause, fail or
 * crash. Subclasses treat writes themselves, because a failing write may have happened.
 */
public abstract class InterceptedReads extends ForwardingStore {
  protected InterceptedReads(Store delegate) {
    super(delegate);
  }

  /** May throw, for example a {@link StoreException}; then the store is not read. */
  protected abstract void beforeRead();

  @Override
  public Optional<ObjectInfo> head(Key key) {
    beforeRead();
    return super.head(key);
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    beforeRead();
    return super.get(key, range);
  }

  @Override
  public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
    beforeRead();
    return super.list(prefix, startAfter);
  }

  @Override
  public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
    beforeRead();
    return super.listLevel(prefix, startAfter);
  }
}
