package io.gypsum.server.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.server.file.CompressedFileHandler;
import io.gypsum.server.http.Handler;
import io.gypsum.store.ReadStore;

/**
 * The metadata index of this server: kept up to date, published as {@code /index/{name}} and searched by {@code /search}.
 */
public final class MetadataIndex implements AutoCloseable {
  private static final String MODIFIED = "modified";

  private final IndexKeeper keeper;
  private final PublishedIndices published;
  private final Map<IndexClass, CurrentDatabase> databases = new LinkedHashMap<>();
  private final InstantSource clock;

  /**
   * @param directory of the indices, made if need be; several servers may share one
   * @param classes at least one
   * @param logRetention how long change logs are kept
   * @param interval between two looks at the change log
   */
  public MetadataIndex(
      ReadStore store, Path directory, List<IndexClass> classes, Duration logRetention,
      Duration interval, InstantSource clock) {
    this.clock = clock;
    this.keeper = new IndexKeeper(store, directory, classes, logRetention, interval, clock);
    Set<String> names = new HashSet<>(Set.of(MODIFIED));
    for (IndexClass kind : classes) {
      names.add(kind.fileName());
      databases.put(kind, new CurrentDatabase(directory.resolve(kind.fileName())));
    }
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE,
          "the directory of the metadata index cannot be made: " + e.getMessage(), e);
    }
    this.published = new PublishedIndices(directory, names);
  }

  /** Begins to keep the indices up to date. */
  public void start() {
    keeper.start();
  }

  /** Serves the index files; the path parameter {@code name} is the name of a file. */
  public Handler files() {
    return new CompressedFileHandler(published, clock);
  }

  /** Serves searches. */
  public Handler search() {
    return new SearchHandler(databases);
  }

  @Override
  public void close() {
    keeper.close();
    databases.values().forEach(CurrentDatabase::close);
    published.close();
  }
}
