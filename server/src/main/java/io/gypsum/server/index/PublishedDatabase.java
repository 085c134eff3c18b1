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
import io.gypsum.metadata.search.CheckedQuery;
import org.jspecify.annotations.Nullable;

/**
 * The published index of one class, opened for searching; opened again when a new index has been published, by this or by
 * another server. Thread-safe.
 */
final class PublishedDatabase implements AutoCloseable {
  /** A search fails only if the index is replaced during every attempt; replacing it takes seconds. */
  private static final int MAX_ATTEMPTS = 10;

  private final Path file;
  private @Nullable MetadataDatabase open;
  private @Nullable IndexFileStamp stamp;

  /** Identifies a published file. */
  private record IndexFileStamp(@Nullable Object fileKey, FileTime modified, long sizeBytes) {}

  PublishedDatabase(Path file) {
    this.file = file;
  }

  /** @throws GypsumException as {@link MetadataDatabase#search(CheckedQuery, SearchOptions)}; BUSY if the index has not been built yet */
  SearchHits search(CheckedQuery query, SearchOptions options) {
    for (int attempt = 1;; attempt++) {
      MetadataDatabase database = current();
      try {
        return database.search(query, options);
      } catch (IllegalStateException e) {
        // The index was replaced, and its database closed, before this search began.
        if (attempt == MAX_ATTEMPTS) {
          throw new GypsumException(
              GypsumException.Kind.BUSY, "the metadata index is being replaced: try again", e);
        }
      }
    }
  }

  private synchronized MetadataDatabase current() {
    IndexFileStamp published = readStamp();
    MetadataDatabase database = open;
    if (database == null || !published.equals(stamp)) {
      close();
      database = MetadataDatabase.open(file);
      open = database;
      stamp = published;
    }
    return database;
  }

  private IndexFileStamp readStamp() {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new IndexFileStamp(now.fileKey(), now.lastModifiedTime(), now.size());
    } catch (NoSuchFileException e) {
      throw new GypsumException(
          GypsumException.Kind.BUSY,
          "the metadata index is being built: try again in a few minutes", e);
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
