package io.gypsum.store;

import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;

/**
 * A store that passes every call on to another: the base of wrappers, which override what they change. Closing it closes
 * the other. A copy is left a get and a put of this store, so that a wrapper that counts or fails sees both.
 */
public abstract class ForwardingStore implements Store {
  private final Store delegate;

  protected ForwardingStore(Store delegate) {
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
  public Stream<ListEntry> list(ListRequest request) {
    return delegate.list(request);
  }

  @Override
  public Optional<LocalFile> localFile(Key key) {
    return delegate.localFile(key);
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    return delegate.put(key, content, condition);
  }

  @Override
  public void delete(Collection<Key> keys) {
    delegate.delete(keys);
  }

  @Override
  public Optional<DirectAccess> direct() {
    return delegate.direct();
  }

  @Override
  public void requireHoldable(Key key) {
    delegate.requireHoldable(key);
  }

  @Override
  public void close() {
    delegate.close();
  }
}
