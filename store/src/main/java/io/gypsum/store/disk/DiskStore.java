package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingReadStore;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;

/**
 * A store in a directory: objects are files, keys are paths. Any number of threads, stores and processes of one machine may
 * use the same directory.
 *
 * <p>A write creates a file in {@code ..tmp/}, syncs it, publishes it in one atomic step and syncs its directory. A
 * crash therefore leaves only complete objects, and possibly files in {@code ..tmp/}, which are deleted when a store is
 * opened at least a day later.
 *
 * <p>In addition to the contract of {@link Store}:
 *
 * <ul>
 *   <li>Keys with a component of more than 255 bytes of UTF-8 and keys below {@code ..tmp/} are not supported. A name cannot be
 *       a file and a directory at the same time: putting {@code a/b} is INVALID while {@code a} exists. Reads never
 *       find such objects.
 *   <li>Symbolic links below the root are not followed, and only regular files are objects. Anything else is ignored; an
 *       Overwrite may replace it, a Create does not. (A get detects with a delay of up to a second that a directory was
 *       replaced by a link.)
 *   <li>An ETag is computed from size, modification time and inode number, without reading the file. The ETag of an internal
 *       object of up to 64 KiB is the MD5 of its content: such objects are overwritten often, and the attributes of two states
 *       can be equal. Overwriting one of those with the same content does not change its ETag.
 *   <li>Programs that change files in place break the contract for readers of the store.
 * </ul>
 */
public final class DiskStore extends ForwardingReadStore implements Store {
  private final KeyPaths paths;
  private final TemporaryDirectory temporary;
  private final StripedLocks locks;
  private final DirectoryTree tree;
  private final ObjectReader reader;
  private final DiskReadStore reads;
  private final DirectorySync directorySync;
  private final Publisher publisher;
  /** Limits threaded copies, which take up to three threads and about 1.3 MiB each, to what the processors can use. */
  private final Semaphore threadedCopies =
      new Semaphore(2 * Runtime.getRuntime().availableProcessors());

  private DiskStore(DiskReadStore reads, TemporaryDirectory temporary, StripedLocks locks) {
    super(reads);
    this.reads = reads;
    this.paths = reads.paths();
    this.tree = reads.tree();
    this.reader = reads.reader();
    this.temporary = temporary;
    this.locks = locks;
    this.directorySync = new DirectorySync(paths);
    this.publisher = new Publisher(tree, reader, directorySync, locks);
  }

  /**
   * Opens the store in a directory, which is created if it does not exist.
   *
   * @throws StoreException when the directory cannot be used, or its file system does not support exclusive hard links, file
   *     locks, syncing directories or UTF-8 names
   */
  public static DiskStore open(Path root) {
    return open(root, InstantSource.system());
  }

  /** @param clock determines the age of temporary files */
  static DiskStore open(Path root, InstantSource clock) {
    requireUtf8Names();
    try {
      Files.createDirectories(root);
      Path real = root.toRealPath();
      TemporaryDirectory temporary = TemporaryDirectory.open(real, clock.instant());
      return new DiskStore(
          DiskReadStore.of(real), temporary, StripedLocks.attach(temporary.locks()));
    } catch (IOException | UnsupportedOperationException e) {
      throw new StoreException(
          "cannot open the disk store: its directory must be writable, on a local file system with"
              + " hard links, file locks and directories that can be synced ("
              + e.getClass().getSimpleName() + ")",
          CallOutcome.NOT_DONE, false, e);
    }
  }

  /** Java encodes file names as the locale requires, which cannot be changed while it runs. */
  static void requireUtf8Names() {
    String name = "\u00e9\u4e2d";
    boolean utf8;
    try {
      utf8 = Path.of("/" + name).toUri().getRawPath().equals("/%C3%A9%E4%B8%AD");
    } catch (InvalidPathException e) {
      utf8 = false;
    }
    if (!utf8) {
      throw new StoreException(
          "cannot open the disk store: file names are not encoded in UTF-8 in this locale; start"
              + " Java with LC_ALL=C.UTF-8 in its environment",
          CallOutcome.NOT_DONE, false, null);
    }
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    reads.requireOpen();
    Path target = paths.resolve(key);
    try {
      if (!publisher.holds(key, target, condition)) {
        return new PutResult.ConditionNotMet();
      }
      try (
          StagedFile staged = StagedFile.write(temporary.newFile(), key, content, threadedCopies)) {
        return publisher.publish(key, target, staged, condition)
            ? new PutResult.Written(staged.etag())
            : new PutResult.ConditionNotMet();
      }
    } catch (IOException e) {
      throw DiskErrors.of("write '" + key + "'", CallOutcome.NOT_DONE, e);
    }
  }

  @Override
  public void delete(Collection<Key> keys) {
    reads.requireOpen();
    Set<Path> changed = new LinkedHashSet<>();
    try {
      for (Key key : keys) {
        Path path = paths.find(key);
        if (path != null && reader.state(path) != null) {
          try (StripedLocks.Held held = locks.acquire(key)) {
            if (reader.state(path) != null) {
              changed.add(KeyPaths.parent(path));
              Files.deleteIfExists(path);
            }
          }
        }
      }
      directorySync.sync(tree.removeEmpty(changed));
    } catch (IOException e) {
      String which = keys.size() == 1 ? "'" + keys.iterator().next() + "'" : keys.size() + " keys";
      throw DiskErrors.of(
          "delete " + which, changed.isEmpty() ? CallOutcome.NOT_DONE : CallOutcome.UNKNOWN, e);
    }
  }

  @Override
  public void requireSupported(Key key) {
    paths.resolve(key);
  }

  @Override
  public void close() {
    if (reads.closeOnce()) {
      try {
        locks.detach();
      } catch (IOException e) {
        throw DiskErrors.of("close the disk store", CallOutcome.NOT_DONE, e);
      }
    }
  }
}
