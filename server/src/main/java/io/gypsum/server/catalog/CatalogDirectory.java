package io.gypsum.server.catalog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.store.disk.DurableFiles;
import org.jspecify.annotations.Nullable;

/**
 * The file of one server in a directory that servers may share: the first {@code NUMBER.sqlite3} that no other running server
 * uses. The operating system releases the file when the process ends. Not thread-safe.
 */
final class CatalogDirectory implements AutoCloseable {
  /** Maximum number of servers that share a directory. */
  static final int MAX_SERVERS = 32;

  private final Path file;
  private final Location location;
  private final FileChannel lockFile;

  private CatalogDirectory(Path file, Location location, FileChannel lockFile) {
    this.file = file;
    this.location = location;
    this.lockFile = lockFile;
  }

  /**
   * The directory of the files of one bucket.
   *
   * @param bucket the address of the bucket; a file of another bucket is not used
   */
  record Location(Path directory, String bucket, CatalogDatabase.Opener opener) {}

  /**
   * Acquires a file in a directory, which is created if it does not exist.
   *
   * @throws GypsumException UNAVAILABLE if the disk fails, or too many servers use the directory
   */
  static CatalogDirectory acquire(Location location) {
    Path directory = location.directory();
    try {
      DurableFiles.createDirectories(directory);
      for (int number = 1; number <= MAX_SERVERS; number++) {
        FileChannel channel =
            FileChannel.open(
                directory.resolve(number + ".lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        boolean locked = false;
        try {
          locked = tryLock(channel);
        } finally {
          if (!locked) {
            channel.close();
          }
        }
        if (locked) {
          return new CatalogDirectory(
              directory.resolve(number + ".sqlite3"), location, channel);
        }
      }
    } catch (IOException e) {
      throw unavailable("the directory of the catalogue cannot be used", e);
    }
    throw unavailable(
        "more than " + MAX_SERVERS + " servers use the directory of the catalogue", null);
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // // Another server in this process uses the file.
      return false;
    }
  }

  /** Opens the database of an earlier run, as {@link CatalogDatabase#open} does. */
  Optional<CatalogDatabase> open() {
    return CatalogDatabase.open(file, location.bucket(), location.opener());
  }

  /** Creates an empty database beside the current one; deletes the database of an interrupted build. */
  CatalogDatabase createNew(Instant now) {
    try {
      return CatalogDatabase.create(newFile(), location.bucket(), now, location.opener());
    } catch (IOException e) {
      throw unavailable("the catalogue cannot be written", e);
    }
  }

  /**
   * Replaces the current database, which must be closed, by {@code complete}, which {@link #createNew} returned and this method
   * closes.
   */
  CatalogDatabase publish(CatalogDatabase complete) {
    complete.close();
    if (CatalogDatabase.hasUnwrittenChanges(newFile())) {
      throw unavailable("the catalogue was not written completely: is the disk full?", null);
    }
    try {
      CatalogDatabase.delete(file);
      Files.move(newFile(), file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unavailable("the catalogue cannot be replaced", e);
    }
    return open()
        .orElseThrow(() -> unavailable("the catalogue cannot be read after it was written", null));
  }

  /** Deletes the current database, which must be closed. */
  void deleteDatabase() {
    try {
      CatalogDatabase.delete(file);
    } catch (IOException e) {
      throw unavailable("the corrupt catalogue cannot be deleted", e);
    }
  }

  private Path newFile() {
    return file.resolveSibling(file.getFileName() + ".new");
  }

  long sizeBytes() {
    return file.toFile().length();
  }

  private static GypsumException unavailable(
      String problem, @Nullable Throwable cause) {
    // The message of the cause may contain the path of a file.
    return new GypsumException(
        GypsumException.Kind.UNAVAILABLE,
        problem + "; 'gypsum rm --force' does not need the catalogue", cause);
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw unavailable("the lock of the catalogue cannot be released", e);
    }
  }
}
