package io.gypsum.server.index;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoredObject;
import io.gypsum.store.disk.DiskReadStore;
import io.gypsum.store.disk.DurableFiles;
import org.jspecify.annotations.Nullable;

/**
 * The metadata index of this server: updated in the background, published as {@code /index/{name}} and searched by {@code
 * /search}.
 */
public final class MetadataIndex implements AutoCloseable {
  private static final String MODIFIED = "modified";

  private final InstantSource clock;
  private final IndexUpdater updater;
  private final PublishedIndexFiles files;
  private final Map<IndexClass, PublishedDatabase> databases = new LinkedHashMap<>();

  /**
   * @param directory the directory of the index files; created if it does not exist, and may be shared by several
   *     servers
   * @param classes the classes, at least one; the first is searched by default
   * @param logRetention how long change log entries are kept
   * @param interval the time between two updates
   */
  public MetadataIndex(
      ReadStore store, Path directory, List<IndexClass> classes, Duration logRetention,
      Duration interval, InstantSource clock) {
    this.clock = clock;
    this.updater = new IndexUpdater(store, directory, classes, logRetention, interval, clock);
    Set<String> names = new HashSet<>(Set.of(MODIFIED));
    for (IndexClass indexClass : classes) {
      names.add(indexClass.fileName());
      databases.put(
          indexClass, new PublishedDatabase(directory.resolve(indexClass.fileName())));
    }
    try {
      DurableFiles.createDirectories(directory);
    } catch (IOException e) {
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE,
          "the directory of the metadata index could not be created: " + e.getMessage(), e);
    }
    this.files = new PublishedIndexFiles(directory, names);
  }

  /** Starts updating the indexes. */
  public void start() {
    updater.start();
  }

  /**
   * Returns the time since the indexes were last compared with the bucket or, before the first time, since this object was
   * created.
   */
  public Duration age() {
    return updater.age();
  }

  /** Returns the number of documents that could not be indexed. */
  public int problems() {
    return updater.problems();
  }

  /** Returns the size of the published databases, without those that were not built yet. */
  public long sizeBytes() {
    return databases.values().stream().mapToLong(PublishedDatabase::sizeBytes).sum();
  }

  /** Returns the published files; closed with the index. */
  public ReadStore files() {
    return files;
  }

  /**
   * Returns the databases for searches.
   *
   * @param lane computes the hits
   * @param maxSteps how many steps SQLite may take for one search
   */
  public IndexSearch search(ComputeLane lane, long maxSteps) {
    return new IndexSearch(databases, lane, maxSteps, clock);
  }

  @Override
  public void close() {
    updater.close();
    databases.values().forEach(PublishedDatabase::close);
    files.close();
  }

  /**
   * The public files of the index directory. Objects are not offered as local files, which are replaced while they are
   * sent; an object that was opened keeps its content.
   */
  private static final class PublishedIndexFiles implements ReadStore {
    private final DiskReadStore directory;
    private final Set<String> names;

    PublishedIndexFiles(Path directory, Set<String> names) {
      this.directory = DiskReadStore.open(directory);
      this.names = Set.copyOf(names);
    }

    @Override
    public Optional<ObjectInfo> head(Key key) {
      return names.contains(key.value()) ? directory.head(key) : Optional.empty();
    }

    @Override
    public Optional<StoredObject> get(Key key, ByteRange range) {
      return names.contains(key.value()) ? directory.get(key, range) : Optional.empty();
    }

    @Override
    public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
      return directory.list(prefix, startAfter).filter(entry -> names.contains(entry.text()));
    }

    @Override
    public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
      return directory.listLevel(prefix, startAfter)
          .filter(entry -> names.contains(entry.text()));
    }

    @Override
    public void close() {
      directory.close();
    }
  }
}
