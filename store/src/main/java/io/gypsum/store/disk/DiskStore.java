package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.core.retry.Deadline;
import io.gypsum.store.Content;
import io.gypsum.store.DeferredWrites;
import io.gypsum.store.FileNameEncoding;
import io.gypsum.store.ForwardingReadStore;
import io.gypsum.store.NameFolding;
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
 * opened at least a day later. A view of {@link #withDeferredSync} omits both syncs if the store was opened with a {@link
 * FileSystemSync}.
 *
 * <p>In addition to the contract of {@link Store}:
 *
 * <ul>
 *   <li>Keys with a component of more than 255 bytes of UTF-8 and keys below {@code ..tmp/} are not supported. A name cannot be
 *       a file and a directory at the same time: putting {@code a/b} is INVALID while {@code a} exists. Reads never
 *       find such objects.
 *   <li>On a file system that does not distinguish all names (see {@link #nameFolding}), a key that differs only in ignored
 *       properties from an existing file or directory is not supported. Reads do not find an object below a directory of
 *       another name, but may find a file under another name.
 *   <li>Symbolic links below the root are not followed, and only regular files are objects. Anything else is ignored; an
 *       Overwrite may replace it, a Create does not. (A get, a copy under a free name, and a Create in a view of {@link
 *       #withDeferredSync} detect with a delay of up to a second that a directory was replaced by a link.)
 *   <li>An ETag is computed from size, modification time and inode number, without reading the file. The ETag of an internal
 *       object of up to 64 KiB is the MD5 of its content: such objects are overwritten often, and the attributes of two states
 *       can be equal. Overwriting one of those with the same content does not change its ETag.
 *   <li>If the directory disappears or is replaced, such as a file system that is no longer mounted, every write fails, and
 *       every read and listing that does not find an object; no object looks deleted.
 *   <li>When the disk is full, small documents that end an operation can still be written: locks, usages, latest versions,
 *       summaries, links and change log entries. {@link #requireUsable} creates the reserve for them.
 *   <li>Programs that change files in place break the contract for readers of the store.
 * </ul>
 */
public final class DiskStore extends ForwardingReadStore implements Store {
  private final KeyPaths paths;
  private final TemporaryDirectory temporary;
  private final DiskReserve reserve;
  private final StripedLocks locks;
  private final ObjectReader reader;
  private final DiskReadStore reads;
  private final BucketPresence presence;
  private final Publisher publisher;
  private final ObjectDeletion deletion;
  private final Semaphore threadedCopies;
  private final DeferredSync deferredSync;
  private final Deadline deadline;
  private final boolean isDeferring;

  private DiskStore(
      DiskReadStore reads, TemporaryDirectory temporary, StripedLocks locks,
      DeferredSync deferredSync) {
    super(reads);
    this.reads = reads;
    this.presence = reads.presence();
    this.paths = reads.paths();
    this.reader = reads.reader();
    this.temporary = temporary;
    this.reserve = temporary.reserve();
    this.locks = locks;
    DirectorySync directorySync = new DirectorySync(paths, temporary.files());
    this.publisher = new Publisher(reads.tree(), reader, directorySync, locks);
    this.deletion = new ObjectDeletion(reads, reserve, locks, directorySync);
    // Threaded copies take up to three threads and about 1.3 MiB each.
    this.threadedCopies = new Semaphore(2 * Runtime.getRuntime().availableProcessors());
    this.deferredSync = deferredSync;
    this.deadline = Deadline.NONE;
    this.isDeferring = false;
  }

  /** Creates a view of {@code store} with another deadline and durability. */
  private DiskStore(DiskStore store, Deadline deadline, boolean isDeferring) {
    super(store.reads);
    this.reads = store.reads;
    this.presence = store.presence;
    this.reserve = store.reserve;
    this.paths = store.paths;
    this.reader = store.reader;
    this.temporary = store.temporary;
    this.locks = store.locks;
    this.publisher = store.publisher;
    this.deletion = store.deletion;
    this.threadedCopies = store.threadedCopies;
    this.deferredSync = store.deferredSync;
    this.deadline = deadline;
    this.isDeferring = isDeferring;
  }

  /**
   * Opens the store in a directory, which is created if it does not exist.
   *
   * @throws StoreException when the directory cannot be used, or its file system does not support exclusive hard links, file
   *     locks, syncing directories or UTF-8 names
   */
  public static DiskStore open(Path root) {
    return open(root, InstantSource.system(), System::nanoTime);
  }

  /**
   * Opens a store that can defer syncs, from shortly after this returns.
   *
   * @throws StoreException as {@link #open(Path)}
   */
  public static DiskStore open(Path root, FileSystemSync.Opener sync) {
    return open(
        root, InstantSource.system(), System::nanoTime, DiskFiles.SYSTEM, ExistingNames::probe,
        DeferredSync.BACKGROUND, sync);
  }

  /** Opens a store that treats names as if its file system did not distinguish them, for tests. */
  public static DiskStore openFolding(Path root, NameFolding folding) {
    return open(
        root, InstantSource.system(), System::nanoTime, DiskFiles.SYSTEM,
        file -> ExistingNames.simulated(folding), Runnable::run, FileSystemSync.Opener.NONE);
  }

  /**
   * @param clock determines the age of temporary files
   * @param nanoTime determines the age of cached states; as {@link System#nanoTime}
   */
  static DiskStore open(Path root, InstantSource clock, LongSupplier nanoTime) {
    return open(
        root, clock, nanoTime, DiskFiles.SYSTEM, ExistingNames::probe, Runnable::run,
        FileSystemSync.Opener.NONE);
  }

  /**
   * Opens a store on a simulated disk.
   *
   * @param executor prepares the sync
   */
  static DiskStore open(
      Path root, DiskFiles files, FileSystemSync.Opener sync, InstantSource clock,
      Executor executor) {
    return open(root, clock, System::nanoTime, files, ExistingNames::probe, executor, sync);
  }

  /** Determines which names the file system of an unused path does not distinguish. */
  private interface NameProbe {
    ExistingNames of(Path unused) throws IOException;
  }

  private static DiskStore open(
      Path root, InstantSource clock, LongSupplier nanoTime, DiskFiles files, NameProbe names,
      Executor executor, FileSystemSync.Opener sync) {
    requireUtf8Names();
    try {
      DurableFiles.createDirectories(root);
      Path real = root.toRealPath();
      TemporaryDirectory temporary = TemporaryDirectory.open(real, clock.instant(), files);
      ExistingNames existing = temporary.reserve().use(() -> names.of(temporary.newFile()));
      return new DiskStore(
          DiskReadStore.of(new KeyPaths(real, nanoTime, existing)), temporary,
          StripedLocks.attach(temporary.locks()),
          DeferredSync.open(sync, real, clock, executor));
    } catch (IOException | UnsupportedOperationException e) {
      if (e instanceof IOException failure && DiskErrors.isUnderstood(failure)) {
        throw DiskErrors.of("open the disk store", CallOutcome.NOT_DONE, failure);
      }
      throw new StoreException(
          "cannot open the disk store: its directory must be writable, on a local file system with"
              + " hard links, file locks and directories that can be synced ("
              + e.getClass().getSimpleName() + ")",
          CallOutcome.NOT_DONE, false, e);
    }
  }

  /** Requires a locale in which file names can be read and written without loss. */
  static void requireUtf8Names() {
    if (!FileNameEncoding.isUtf8()) {
      throw new StoreException(
          "cannot open the disk store: file names are not encoded in UTF-8 in this locale; "
              + FileNameEncoding.ADVICE,
          CallOutcome.NOT_DONE, false, null);
    }
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    reads.requireOpen();
    Path target = paths.resolve(key);
    if (deadline.hasPassed()) {
      throw StoreException.deadlinePassed("write '" + key + "'");
    }
    try {
      if (!publisher.holds(key, target, condition)) {
        presence.require();
        return new PutResult.ConditionNotMet();
      }
      if (DiskReserve.isFor(key, content)) {
        return reserve.use(() -> write(key, target, content, condition));
      }
      reserve.requireComplete();
      return write(key, target, content, condition);
    } catch (IOException e) {
      throw DiskErrors
          .of("write '" + key + "'", CallOutcome.NOT_DONE, presence.causeOf(e));
    }
  }

  private PutResult write(Key key, Path target, Content content, PutCondition condition)
      throws IOException {
    Durability durability =
        content.sizeBytes() > DeferredWrites.MAX_BYTES ? Durability.SYNCED : durability();
    try (StagedFile staged =
        StagedFile.write(temporary, key, content, threadedCopies, durability)) {
      presence.require();
      return publisher.publish(key, target, staged, condition, deadline, durability)
          ? new PutResult.Written(staged.etag())
          : new PutResult.ConditionNotMet();
    }
  }

  private Durability durability() {
    return isDeferring && deferredSync.writes().isPresent()
        ? Durability.DEFERRED
        : Durability.SYNCED;
  }

  /**
   * Gives the file of {@code from} a second name, which takes as long for a large file as for a small one. Only to replace another
   * object it first gets a temporary name.
   */
  @Override
  public boolean copy(Key from, Key to) {
    reads.requireOpen();
    Path target = paths.resolve(to);
    Path source = paths.find(from);
    try {
      if (source == null || reader.recentState(source) == null) {
        presence.require();
        return false;
      }
      presence.require();
      if (publisher.tryLink(to, target, source, deadline, durability())) {
        return true;
      }
      try (StagedFile linked = StagedFile.link(temporary.newFile(), source)) {
        presence.require();
        return publisher.publish(
            to, target, linked, PutCondition.OVERWRITE, deadline, durability());
      }
    } catch (FileSystemException e) {
      // The file was deleted meanwhile, or has as many names as the file system permits (ext4: 65,000).
      return Store.super.copy(from, to);
    } catch (IOException e) {
      throw DiskErrors.of("copy '" + from + "' to '" + to + "'", CallOutcome.NOT_DONE, e);
    }
  }

  @Override
  public void delete(Collection<Key> keys) {
    reads.requireOpen();
    deletion.delete(keys, deadline);
  }

  /**
   * The deadline is compared for the last time when the file is complete and the lock of its key is held, immediately before
   * the call of the file system that publishes or deletes it.
   */
  @Override
  public Store withDeadline(Deadline earlier) {
    return new DiskStore(this, Deadline.earlier(deadline, earlier), isDeferring);
  }

  @Override
  public Store withDeferredSync() {
    return new DiskStore(this, deadline, deferredSync.writes().isPresent());
  }

  @Override
  public void sync() {
    reads.requireOpen();
    try {
      deferredSync.sync();
      presence.require();
    } catch (IOException e) {
      throw DiskErrors.ofSync(presence.causeOf(e));
    }
  }

  @Override
  public Optional<DeferredWrites> deferredWrites() {
    return deferredSync.writes();
  }

  @Override
  public void requireUsable() {
    reads.requireOpen();
    try {
      presence.require();
      temporary.requireWritable();
      reserve.fill();
    } catch (IOException e) {
      throw DiskErrors.of("use the store", CallOutcome.NOT_DONE, presence.causeOf(e));
    }
  }

  @Override
  public NameFolding nameFolding() {
    return paths.nameFolding();
  }

  @Override
  public void requireSupported(Key key) {
    paths.resolve(key);
  }

  @Override
  public void close() {
    if (reads.closeOnce()) {
      deferredSync.close();
      try {
        locks.detach();
      } catch (IOException e) {
        throw DiskErrors.of("close the disk store", CallOutcome.NOT_DONE, e);
      }
    }
  }
}
