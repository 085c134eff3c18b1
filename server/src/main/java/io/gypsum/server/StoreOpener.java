package io.gypsum.server;

import io.gypsum.core.GypsumException;
import io.gypsum.server.sync.LinuxFileSystemSync;
import io.gypsum.store.Store;
import io.gypsum.store.StoreAddress;
import io.gypsum.store.disk.DiskStore;

/**
 * Opens the store of a server. The program that starts the server provides it, so that it determines which backends are
 * available.
 */
@FunctionalInterface
public interface StoreOpener {
  /**
   * Opens a store for reading and writing.
   *
   * @param createBucket whether to create a bucket that does not exist; directories are always created
   * @throws GypsumException if the store cannot be used; no resources are left open
   */
  Store open(StoreAddress address, boolean createBucket);

  /** Opens local directories only, whose files are synced together where the system can do so. For programs without other backends. */
  static Store openDisk(StoreAddress address, boolean createBucket) {
    if (address instanceof StoreAddress.LocalDirectory(var directory)) {
      return DiskStore.open(directory, LinuxFileSystemSync::open);
    }
    throw GypsumException.invalid(
        "cannot open the store '" + address + "': this program supports local directories only,"
            + " file:DIR");
  }
}
