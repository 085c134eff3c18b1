package io.gypsum.store;

import java.util.Collection;
import java.util.Optional;

import io.gypsum.core.name.Key;

/**
 * A store that passes every call on to another: the base of wrappers, which override what they change. Closing it closes
 * the other. Copies and concatenations are left gets and a put of this store, so that a wrapper that counts or fails sees
 * all of them.
 */
public abstract class ForwardingStore extends ForwardingReadStore implements Store {
  private final Store delegate;

  protected ForwardingStore(Store delegate) {
    super(delegate);
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
  public Optional<DirectAccess> direct() {
    return delegate.direct();
  }

  @Override
  public void requireHoldable(Key key) {
    delegate.requireHoldable(key);
  }
}
