package io.gypsum.server.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.MetadataDatabase;
import io.gypsum.metadata.SearchHits;
import io.gypsum.metadata.SearchOptions;
import io.gypsum.metadata.search.SearchClause;
import org.jspecify.annotations.Nullable;

/** The index of one class as it is published now, whoever published it. Thread-safe. */
final class CurrentDatabase implements AutoCloseable {
  /** Each time it has been replaced in between, which takes seconds. */
  private static final int ATTEMPTS = 10;

  private final Path file;
  private @Nullable MetadataDatabase open;
  private @Nullable Stamp stamp;

  /** Tells one publication from another. */
  private record Stamp(@Nullable Object fileKey, FileTime modified, long sizeBytes) {}

  CurrentDatabase(Path file) {
    this.file = file;
  }

  /** @throws GypsumException as {@link MetadataDatabase#search}; BUSY while there is no index yet */
  SearchHits search(SearchClause clause, SearchOptions options) {
    for (int attempt = 1;; attempt++) {
      MetadataDatabase database = current();
      try {
        return database.search(clause, options);
      } catch (IllegalStateException e) {
        // It was replaced and closed before this search began.
        if (attempt == ATTEMPTS) {
          throw new GypsumException(
              GypsumException.Kind.BUSY, "the metadata index is being replaced: try again", e);
        }
      }
    }
  }

  private synchronized MetadataDatabase current() {
    Stamp published = stamp();
    MetadataDatabase database = open;
    if (database == null || !published.equals(stamp)) {
      close();
      database = MetadataDatabase.open(file);
      open = database;
      stamp = published;
    }
    return database;
  }

  private Stamp stamp() {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(now.fileKey(), now.lastModifiedTime(), now.size());
    } catch (NoSuchFileException e) {
      throw new GypsumException(
          GypsumException.Kind.BUSY, "the metadata index is being made: try again in a moment",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    MetadataDatabase database = open;
    open = null;
    if (database != null) {
      database.close();
    }
  }
}
