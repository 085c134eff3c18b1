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
 * Where indices are published: a file for each class, and {@code modified}, which tells in Unix milliseconds when one of
 * them changed last. Whoever holds this holds the directory's lock; readers need none, since files are only ever
 * replaced as a whole.
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
   * Makes the directory if need be, and removes what a killed run has left in it.
   *
   * @throws GypsumException LOCKED when another run is at work in it
   */
  static IndexDirectory lock(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel lockFile =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (tryLock(lockFile) == null) {
        throw GypsumException.locked(
            "the directory of the indices is being worked on by another run: wait for it, or give"
                + " each its own directory");
      }
      IndexDirectory locked = new IndexDirectory(directory, lockFile);
      locked.removeLeftovers();
      return locked;
    } catch (IOException | RuntimeException e) {
      lockFile.close();
      throw e;
    }
  }

  /** Held until the channel is closed, or the process ends. */
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

  Path published(IndexClass kind) {
    return directory.resolve(kind.fileName());
  }

  /** A file that nobody else uses, not made yet. */
  Path newFile() {
    return directory.resolve(NEW + UUID.randomUUID());
  }

  /** Replaces the index in one step that survives a loss of power. */
  void publish(Path file, IndexClass kind) throws IOException {
    sync(file);
    Files.move(file, published(kind), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  /** Never less than it was, and always another: clients compare. */
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
      // Not ours, or broken: what is written next is right.
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
