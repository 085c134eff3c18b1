package io.gypsum.client;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares the size of a download with the free space before it starts: with a full disk, it would fail only hours later. */
final class FreeSpace {
  private static final long MB = 1_000_000;

  private FreeSpace() {}

  /**
   * Warns if the file system has less space than a download needs. This is not an error, since space may become free during the
   * download, and some file systems compress files.
   *
   * @param directory the destination, which need not exist
   */
  static void warn(Path directory, long neededBytes, TransferListener listener) {
    try {
      FileStore store = Files.getFileStore(existing(directory.toAbsolutePath()));
      // Some network file systems report no sizes.
      long freeBytes = store.getTotalSpace() > 0 ? store.getUsableSpace() : Long.MAX_VALUE;
      warn(directory, neededBytes, freeBytes, listener);
    } catch (IOException | SecurityException e) {
      // The free space is unknown; if the directory cannot be used, the download reports it.
    }
  }

  static void warn(Path directory, long neededBytes, long freeBytes, TransferListener listener) {
    if (neededBytes > freeBytes) {
      listener.warns(
          "the download needs " + ((neededBytes - 1) / MB + 1) + " MB, but only " + freeBytes / MB
              + " MB are free on the file system of '" + directory + "'");
    }
  }

  private static Path existing(Path path) {
    Path found = path;
    while (!Files.exists(found) && found.getParent() != null) {
      found = found.getParent();
    }
    return found;
  }
}
