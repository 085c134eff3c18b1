package io.gypsum.server;

import io.gypsum.core.GypsumException;
import io.gypsum.store.Store;
import io.gypsum.store.disk.DiskStore;

/** Opens the store that settings name. Whoever starts a server says which kinds of store it brings along. */
@FunctionalInterface
public interface StoreOpener {
  /** @throws GypsumException when the store cannot be used; nothing is left open */
  Store open(StoreAddress address);

  /** For programs that bring none but the disk. */
  static Store openDisk(StoreAddress address) {
    return switch (address) {
      case StoreAddress.Disk(var directory) -> DiskStore.open(directory);
      case StoreAddress.S3 s3 -> throw GypsumException.invalid(
          "this server cannot keep its files at " + s3 + ": it has only the disk, file:DIR");
    };
  }
}
