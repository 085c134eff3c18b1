package io.gypsum.store.disk;

import java.nio.file.Path;

import io.gypsum.store.Store;
import io.gypsum.store.StoreContract;
import org.junit.jupiter.api.io.TempDir;

class DiskStoreTest extends StoreContract {
  @TempDir Path root;

  @Override
  protected Store openStore() {
    return DiskStore.open(root);
  }

  @Override
  public boolean holdsFileAndDirectoryOfOneName() {
    return false;
  }
}
