package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Opens the files and directories that a store writes and syncs. Implementations in tests limit the space of a disk, or lose data
 * that was not synced.
 */
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
