package io.gypsum.metadata.index;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.UUID;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * A directory of published indexes: a file for each class, and {@code modified}, which contains the time of the last
 * change of any index in Unix milliseconds. Instances hold the directory's lock, so that one run at a time changes it.
 * Readers need no lock, since files are only replaced as a whole.
 */
final class IndexDirectory implements AutoCloseable {
  static final String MODIFIED = "modified";
  private static final String LOCK = "..LOCK";
  private static final String NEW = "..new-";

  private final Path directory;
  private final FileChannel lockFile;

  private IndexDirectory(Path directory, FileChannel lockFile) {
    this.directory = directory;
    this.lockFile = lockFile;
  }

  /**
   * Creates the directory if it does not exist, locks it, and deletes unfinished files of runs that were killed.
   *
   * @throws GypsumException LOCKED if another run holds the lock
   */
  static IndexDirectory lock(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel lockFile =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (tryLock(lockFile) == null) {
        throw GypsumException.locked(
            "another run is changing the index directory: wait until it ends, or use another"
                + " directory");
      }
      IndexDirectory locked = new IndexDirectory(directory, lockFile);
      locked.removeLeftovers();
      return locked;
    } catch (IOException | RuntimeException e) {
      lockFile.close();
      throw e;
    }
  }

  /** Acquires the lock until the channel is closed or the process ends; null if it is held elsewhere. */
  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private void removeLeftovers() throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, NEW + "*")) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    }
  }

  Path published(IndexClass indexClass) {
    return directory.resolve(indexClass.fileName());
  }

  /** Returns the path of a new file in the directory; the file does not exist yet. */
  Path newFile() {
    return directory.resolve(NEW + UUID.randomUUID());
  }

  /** Replaces the published index of a class by {@code file}, atomically and durably. */
  void publish(Path file, IndexClass indexClass) throws IOException {
    sync(file);
    Files.move(file, published(indexClass), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  /** Writes {@code modified}. The value always increases, since clients compare it with an earlier one. */
  void markModified(Instant now) throws IOException {
    Path modified = directory.resolve(MODIFIED);
    Path file = newFile();
    Files.writeString(file, Long.toString(Math.max(now.toEpochMilli(), previous(modified) + 1)));
    sync(file);
    Files.move(file, modified, StandardCopyOption.ATOMIC_MOVE);
  }

  private static long previous(Path modified) throws IOException {
    if (!Files.exists(modified)) {
      return 0;
    }
    try {
      return Long.parseLong(Files.readString(modified).strip());
    } catch (NumberFormatException e) {
      // The file is corrupt or was not written by gypsum: it is replaced.
      return 0;
    }
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
