package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Creates the files that a store writes. Tests limit the space of the disk here. */
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
}
