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
 * Objects as files below one directory; a key is a path. Any number of threads, stores and processes of one machine may
 * use one directory.
 *
 * <p>A write goes to a file in {@code ..tmp/} first, is synced, gets its name by one atomic step and has its directory
 * synced. So a crash leaves whole objects only, and at most files in {@code ..tmp/}, which are removed a day later when a
 * store is opened.
 *
 * <p>Beyond what every store says:
 *
 * <ul>
 *   <li>Keys with a part over 255 bytes of UTF-8, and those below {@code ..tmp/}, cannot be held. Nor can one name be a
 *       file and a directory: putting {@code a/b} beside {@code a} is INVALID. Reads find nothing there.
 *   <li>No symbolic link below the root is followed, and only regular files are objects. What else lies there is not
 *       seen; an Overwrite may take its place, a Create does not. (A get notices up to a second late that someone has
 *       made a link of a directory.)
 *   <li>An ETag comes from size, time of modification and inode number, without reading the file; that of an internal
 *       object of up to 64 KiB is the MD5 of its content, since such objects are overwritten often and two states of a
 *       file can look alike to the file system. Overwriting one of those with the same content keeps its ETag.
 *   <li>Whoever changes a file in place, beside the store, breaks what is promised to its readers.
 * </ul>
 */
public final class DiskStore extends ForwardingReadStore implements Store {
  private final KeyPaths paths;
  private final TemporaryDirectory temporary;
  private final StripedLocks locks;
  private final Tree tree;
  private final ObjectReader reader;
  private final DiskReadStore reads;
  private final Durability durability;
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
    this.durability = new Durability(paths);
    this.publisher = new Publisher(tree, reader, durability, locks);
  }

  /**
   * Opens the store in a directory, which is made if it is not there.
   *
   * @throws StoreException when the directory cannot be used, or its file system lacks what a store needs: exclusive
   *     hard links, file locks, directories that can be synced, and UTF-8 names
   */
  public static DiskStore open(Path root) {
    return open(root, InstantSource.system());
  }

  /** @param clock tells how long temporary files have lain there */
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

  /** Java writes names in the encoding of the locale, and cannot be told otherwise once it runs. */
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
          "cannot open the disk store: file names are not written in UTF-8 under this locale; start"
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
      durability.sync(tree.removeEmpty(changed));
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
