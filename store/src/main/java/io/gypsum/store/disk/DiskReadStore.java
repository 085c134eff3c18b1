package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.LocalFile;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * The read side of a {@link DiskStore}. Writes nothing, so the directory may be read-only, such as a backup or a directory that
 * another program created with the structure of a store.
 *
 * <p>If the directory disappears or is replaced while the store is open, such as a file system that is no longer mounted, reads
 * and listings fail instead of finding nothing.
 */
public final class DiskReadStore implements ReadStore {
  private final KeyPaths paths;
  private final DirectoryTree tree;
  private final ObjectReader reader;
  private final BucketPresence presence;
  private final AtomicBoolean closed = new AtomicBoolean();

  private DiskReadStore(KeyPaths paths, BucketPresence presence) {
    this.paths = paths;
    this.presence = presence;
    this.tree = new DirectoryTree(paths);
    this.reader = new ObjectReader(paths);
  }

  static DiskReadStore of(KeyPaths paths) throws IOException {
    return new DiskReadStore(paths, BucketPresence.of(paths.root()));
  }

  /** Returns whether a directory was used as a {@link DiskStore} before, even if it contains no objects. */
  public static boolean wasStore(Path directory) {
    return BucketPresence.isMarked(directory);
  }

  /**
   * Opens an existing directory.
   *
   * @throws StoreException when the directory does not exist, or file names are not encoded in UTF-8
   */
  public static DiskReadStore open(Path root) {
    DiskStore.requireUtf8Names();
    try {
      Path real = root.toRealPath();
      if (!Files.isDirectory(real)) {
        throw new StoreException(
            "cannot open the disk store: it is a file, expected a directory", CallOutcome.NOT_DONE,
            false, null);
      }
      return of(new KeyPaths(real, System::nanoTime, ExistingNames.UNKNOWN));
    } catch (IOException e) {
      throw new StoreException(
          "cannot open the disk store: its directory does not exist or is not accessible ("
              + e.getClass().getSimpleName() + ")",
          CallOutcome.NOT_DONE, false, e);
    }
  }

  @Override
  public Optional<ObjectInfo> head(Key key) {
    requireOpen();
    try {
      return found(reader.head(key));
    } catch (IOException e) {
      throw DiskErrors.of("read '" + key + "'", CallOutcome.NOT_DONE, e);
    }
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    requireOpen();
    try {
      return found(reader.get(key, range));
    } catch (IOException e) {
      throw DiskErrors.of("read '" + key + "'", CallOutcome.NOT_DONE, e);
    }
  }

  private <T> Optional<T> found(@Nullable T object) throws IOException {
    if (object == null) {
      presence.require();
    }
    return Optional.ofNullable(object);
  }

  @Override
  public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
    requireOpen();
    return stream(new DiskListing.Recursive(place(), prefix, startAfter));
  }

  @Override
  public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
    requireOpen();
    return stream(new DiskListing.Level(place(), prefix, startAfter));
  }

  private DiskListing.Place place() {
    return new DiskListing.Place(paths, tree, presence);
  }

  private static <E> Stream<E> stream(Iterator<E> entries) {
    int traits = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(entries, traits), false);
  }

  /** Returns empty for internal objects: they may be replaced before the file is opened. */
  @Override
  public Optional<LocalFile> localFile(Key key) {
    requireOpen();
    Path path = paths.find(key);
    if (path == null || key.isInternal()) {
      return Optional.empty();
    }
    return head(key).map(info -> new LocalFile(info, path));
  }

  BucketPresence presence() {
    return presence;
  }

  KeyPaths paths() {
    return paths;
  }

  DirectoryTree tree() {
    return tree;
  }

  ObjectReader reader() {
    return reader;
  }

  /** Closes the store and returns whether it was open. */
  boolean closeOnce() {
    return closed.compareAndSet(false, true);
  }

  @Override
  public void close() {
    closeOnce();
  }

  void requireOpen() {
    if (closed.get()) {
      throw new StoreException("the disk store is closed", CallOutcome.NOT_DONE, false, null);
    }
  }
}
