package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens what a store writes and syncs. Tests limit the space of the disk here, or lose what was not synced. */
@FunctionalInterface
interface DiskFiles {
  DiskFiles SYSTEM =
      file -> FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  /**
   * Creates a file for writing.
   *
   * @throws java.nio.file.FileAlreadyExistsException when it exists
   */
  FileChannel create(Path file) throws IOException;

  /** Opens a directory below the root. Forcing the channel makes the names in the directory durable. */
  default FileChannel openDirectory(Path directory) throws IOException {
    return FileChannel.open(directory, StandardOpenOption.READ);
  }
}
