package io.gypsum.store;

import java.util.Collection;
import java.util.Optional;

import io.gypsum.core.name.Key;
import io.gypsum.store.ListEntry.PrefixEntry;

/**
 * Forwards every call to another store: the base class of wrappers, which override the methods that they change. Closing it
 * closes the other store. Copies and concatenations remain gets and a put of this store, so that wrappers that count or fail
 * receive all of them; for the same reason a wrapper defers no write unless it overrides {@link #withDeferredSync}.
 */
public abstract class ForwardingStore extends ForwardingReadStore implements Store {
  private final Store delegate;

  protected ForwardingStore(Store delegate) {
    this(delegate, delegate);
  }

  /**
   * @param reads receives the calls of {@link ReadStore}, including close
   * @param delegate receives all other calls
   */
  protected ForwardingStore(ReadStore reads, Store delegate) {
    super(reads);
    this.delegate = delegate;
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
  public void deleteMarkers(Collection<PrefixEntry> markers) {
    delegate.deleteMarkers(markers);
  }

  @Override
  public void sync() {
    delegate.sync();
  }

  @Override
  public Optional<DeferredWrites> deferredWrites() {
    return delegate.deferredWrites();
  }

  @Override
  public Optional<DirectAccess> direct() {
    return delegate.direct();
  }

  /** Wrappers that retry do not retry this: the caller asks for the present state. */
  @Override
  public void requireUsable() {
    delegate.requireUsable();
  }

  @Override
  public NameFolding nameFolding() {
    return delegate.nameFolding();
  }

  @Override
  public void requireSupported(Key key) {
    delegate.requireSupported(key);
  }
}
