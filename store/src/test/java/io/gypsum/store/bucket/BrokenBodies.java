package io.gypsum.store.bucket;

import java.util.Optional;

import io.gypsum.core.name.Key;
import io.gypsum.store.BrokenStream;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ForwardingReadStore;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoredObject;

/** A store whose bodies cannot be read to their end. */
final class BrokenBodies extends ForwardingReadStore {
  BrokenBodies(ReadStore store) {
    super(store);
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    return super.get(key, range).map(object -> {
      object.close();
      return new StoredObject(object.info(), new BrokenStream());
    });
  }
}
