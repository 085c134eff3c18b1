package io.gypsum.cli.store;

import java.nio.file.Files;
import java.nio.file.Path;

import io.gypsum.cli.terminal.UsageException;
import io.gypsum.core.GypsumException;
import io.gypsum.store.Store;
import io.gypsum.store.disk.DiskStore;

/** Opens the stores that people name, for writing. */
public final class WritableStores {
  private WritableStores() {}

  /** @throws UsageException when nothing can be written to such a place */
  public static void require(StorePlace place, String purpose) {
    directory(place, purpose);
  }

  /**
   * Opens a store that is there already.
   *
   * @param purpose what needs it, for the message
   * @throws UsageException when nothing can be written to such a place
   * @throws GypsumException NOT_FOUND when there is no such directory
   */
  public static Store open(StorePlace place, String purpose) {
    Path directory = directory(place, purpose);
    if (!Files.isDirectory(directory)) {
      throw GypsumException.notFound("there is no directory '" + directory + "'");
    }
    return DiskStore.open(directory);
  }

  private static Path directory(StorePlace place, String purpose) {
    if (place instanceof StorePlace.Disk(var directory)) {
      return directory;
    }
    throw new UsageException(
        purpose + ": '" + place
            + "' cannot be written to; name the bucket's directory as file:DIR");
  }
}
