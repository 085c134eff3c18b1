package io.gypsum.store.backup;

import java.util.Collection;

import io.gypsum.core.name.Key;
import io.gypsum.store.Content;
import io.gypsum.store.ETag;
import io.gypsum.store.ForwardingReadStore;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;

/** Says that it writes, and does not; what is to be written is not read. */
final class DryStore extends ForwardingReadStore implements Store {
  private static final ETag NONE = new ETag("dry");

  DryStore(ReadStore store) {
    super(store);
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    return new PutResult.Written(NONE);
  }

  @Override
  public void delete(Collection<Key> keys) {}
}
