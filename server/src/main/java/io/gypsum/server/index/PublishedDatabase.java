package io.gypsum.server.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.DocumentCount;
import io.gypsum.metadata.MetadataDatabase;
import io.gypsum.metadata.SearchCounts;
import io.gypsum.metadata.SearchHits;
import io.gypsum.metadata.SearchOptions;
import io.gypsum.metadata.SearchOrder;
import io.gypsum.metadata.search.CheckedQuery;
import io.gypsum.metadata.search.SearchClause.NameOf;
import org.jspecify.annotations.Nullable;

/**
 * The published index of one class, opened for searching; opened again when a new index has been published, by this or by
 * another server. Thread-safe.
 */
public final class PublishedDatabase implements AutoCloseable {
  /** A search fails only if the index is replaced during every attempt; replacing it takes seconds. */
  private static final int MAX_ATTEMPTS = 10;

  private static final int MAX_FIELDS = 500;

  private final Path file;
  private volatile @Nullable CountedFields fields;
  private @Nullable MetadataDatabase open;
  private @Nullable IndexFileStamp stamp;

  /** Identifies a published file. */
  private record IndexFileStamp(@Nullable Object fileKey, FileTime modified, long sizeBytes) {}

  private record CountedFields(MetadataDatabase database, List<DocumentCount> counts) {}

  PublishedDatabase(Path file) {
    this.file = file;
  }

  /** @throws GypsumException as {@link MetadataDatabase#search(CheckedQuery, SearchOptions)}; BUSY if the index has not been built yet */
  SearchHits search(CheckedQuery query, SearchOptions options) {
    return search(query, options, SearchOrder.INDEX);
  }

  /**
   * Finds documents in an order.
   *
   * @throws GypsumException as {@link MetadataDatabase#search(CheckedQuery, SearchOptions, SearchOrder)}; BUSY if the index has
   *     not been built yet
   */
  public SearchHits search(CheckedQuery query, SearchOptions options, SearchOrder order) {
    return inCurrent(database -> database.search(query, options, order));
  }

  /**
   * Counts documents by several kinds of names.
   *
   * @throws GypsumException as {@link MetadataDatabase#count(CheckedQuery, List, SearchOptions)}; BUSY if the index has not been
   *     built yet
   */
  public List<SearchCounts> count(CheckedQuery query, List<NameOf> of, SearchOptions options) {
    return inCurrent(database -> database.count(query, of, options));
  }

  /**
   * Returns the fields with text in the latest versions, those with the most documents first. They are counted once for each
   * published index.
   *
   * @param limits of time and steps; the first {@value #MAX_FIELDS} fields by name are counted
   * @throws GypsumException as {@link MetadataDatabase#fields}; BUSY if the index has not been built yet
   */
  public List<DocumentCount> fields(SearchOptions limits) {
    return inCurrent(database -> {
      CountedFields known = fields;
      if (known == null || known.database() != database) {
        List<DocumentCount> counts =
            new ArrayList<>(
                database.fields(limits.withAllVersions(false).withLimit(MAX_FIELDS)));
        counts.sort(Comparator.comparingLong(DocumentCount::documents).reversed());
        known = new CountedFields(database, List.copyOf(counts));
        fields = known;
      }
      return known.counts();
    });
  }

  private <T> T inCurrent(Function<MetadataDatabase, T> work) {
    for (int attempt = 1;; attempt++) {
      MetadataDatabase database = current();
      try {
        return work.apply(database);
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

  /** Returns the size of the file; 0 if it does not exist or cannot be read. */
  long sizeBytes() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
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
