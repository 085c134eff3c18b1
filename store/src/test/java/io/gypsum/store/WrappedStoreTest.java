package io.gypsum.store;

import java.nio.file.Path;
import java.time.Duration;

import io.gypsum.store.disk.DiskStore;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the contract with all wrappers. */
class WrappedStoreTest {
  private static Store counting(Store store) {
    return new CountingStore(store);
  }

  private static Store limited(Store store) {
    return new LimitedStore(store, 4, Duration.ofMinutes(1));
  }

  private static Store retrying(Store store) {
    return new RetryingStore(store);
  }

  abstract static class OnMemory extends StoreContract {
    final MemoryStore memory = new MemoryStore();

    @AfterEach
    void requireNoOpenHandles() {
      assertThat(memory.openHandles()).isZero();
    }
  }

  @Nested
  class Counting extends OnMemory {
    @Override
    protected Store openStore() {
      return counting(memory);
    }
  }

  @Nested
  class Limited extends OnMemory {
    @Override
    protected Store openStore() {
      return limited(memory);
    }
  }

  @Nested
  class Retrying extends OnMemory {
    @Override
    protected Store openStore() {
      return retrying(memory);
    }
  }

  @Nested
  class Failing extends OnMemory {
    @Override
    protected Store openStore() {
      return FailingStore.never(memory);
    }
  }

  @Nested
  class AllOnDisk extends StoreContract {
    @TempDir Path root;

    @Override
    protected Store openStore() {
      return retrying(limited(counting(DiskStore.open(root))));
    }

    @Override
    public boolean holdsFileAndDirectoryOfOneName() {
      return false;
    }
  }
}
