package io.gypsum.server.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.server.data.NumberedFile;
import org.jspecify.annotations.Nullable;

/** The file of one server in a directory that servers may share. Not thread-safe. */
final class CatalogDirectory implements AutoCloseable {
  private final NumberedFile acquired;
  private final Path file;
  private final Location location;

  private CatalogDirectory(NumberedFile acquired, Location location) {
    this.acquired = acquired;
    this.file = acquired.path();
    this.location = location;
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
    try {
      return new CatalogDirectory(NumberedFile.acquire(location.directory()), location);
    } catch (IOException e) {
      throw unavailable("the directory of the catalogue cannot be used", e);
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
      acquired.close();
    } catch (IOException e) {
      throw unavailable("the lock of the catalogue cannot be released", e);
    }
  }
}
