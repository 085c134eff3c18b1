package io.gypsum.store.disk;

import java.nio.file.Path;
import java.time.InstantSource;

import io.gypsum.store.Store;
import io.gypsum.store.StoreContract;
import org.junit.jupiter.api.io.TempDir;

class DeferringDiskStoreTest extends StoreContract {
  @TempDir Path root;

  @Override
  protected Store openStore() throws Exception {
    return new LossyDisk(root, "boot").open(InstantSource.system()).withDeferredSync();
  }

  @Override
  public boolean holdsFileAndDirectoryOfOneName() {
    return false;
  }
}
