package io.gypsum.store;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ListEntry.PrefixEntry;
import org.jspecify.annotations.Nullable;

/**
 * Forwards every call to another store: the base class of wrappers, which override the methods that they change. Closing it
 * closes the other store.
 */
public abstract class ForwardingReadStore implements ReadStore {
  private final ReadStore delegate;

  protected ForwardingReadStore(ReadStore delegate) {
    this.delegate = Objects.requireNonNull(delegate);
  }

  @Override
  public Optional<ObjectInfo> head(Key key) {
    return delegate.head(key);
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    return delegate.get(key, range);
  }

  @Override
  public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
    return delegate.list(prefix, startAfter);
  }

  @Override
  public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
    return delegate.listLevel(prefix, startAfter);
  }

  @Override
  public Stream<PrefixEntry> listMarkers(Prefix prefix, @Nullable String startAfter) {
    return delegate.listMarkers(prefix, startAfter);
  }

  @Override
  public Optional<LocalFile> localFile(Key key) {
    return delegate.localFile(key);
  }

  @Override
  public void close() {
    delegate.close();
  }
}
