package io.gypsum.store.memory;

import io.gypsum.store.Store;
import io.gypsum.store.StoreContract;

class MemoryStoreTest extends StoreContract {
  @Override
  protected Store openStore() {
    return new MemoryStore();
  }
}
