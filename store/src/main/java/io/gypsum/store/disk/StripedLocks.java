package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import io.gypsum.core.name.Key;
import org.jspecify.annotations.Nullable;

/**
 * Locks keys exclusively among all threads, all {@link DiskStore}s and all processes that use one directory. Each key belongs
 * to one of {@link #STRIPES} stripes; a stripe is locked within this process first, then by a lock on its own file.
 *
 * <p>POSIX releases all locks of a process on a file when the process closes any descriptor of the file. Therefore all stores
 * of one directory in this process share one instance, which opens each lock file once and closes it only while its stripe is
 * not locked.
 */
final class StripedLocks {
  /** Must be the same in all processes: changing it requires another directory for the lock files. */
  private static final int STRIPES = 64;

  /** By the identity of the lock directory, which is the same for all paths to it. Guarded by itself. */
  private static final Map<Object, StripedLocks> IN_USE = new HashMap<>();

  private final Path directory;
  private final Object identity;
  private final Stripe[] stripes = new Stripe[STRIPES];
  /** Number of stores that use this instance. Guarded by {@link #IN_USE}. */
  private int users;

  private StripedLocks(Path directory, Object identity) {
    this.directory = directory;
    this.identity = identity;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe(directory.resolve(String.format(Locale.ROOT, "%02x", i)));
    }
  }

  /** Returns the locks of a directory. Each call requires one call of {@link #detach}. */
  static StripedLocks attach(Path directory) throws IOException {
    synchronized (IN_USE) {
      Object identity = identity(directory);
      StripedLocks locks = IN_USE.get(identity);
      if (locks == null || !locks.stillExists()) {
        // The directory was deleted with its whole store, and its inode number was reused.
        locks = new StripedLocks(directory, identity);
        IN_USE.put(identity, locks);
      }
      locks.users++;
      return locks;
    }
  }

  /** Releases the files when no store uses them. Waits for locks that are held. */
  void detach() throws IOException {
    synchronized (IN_USE) {
      users--;
      if (users > 0) {
        return;
      }
      IN_USE.remove(identity, this);
      // Closed inside the synchronized block: closing the files later would release the locks of the next instance.
      for (Stripe stripe : stripes) {
        stripe.close();
      }
    }
  }

  /**
   * Waits without limit until the key can be locked; locks are held only for a few calls of the file system: reading
   * the state of a file and renaming it, or deleting up to {@value ObjectDeletion#MAX_DELETED_IN_ONE_LOCK} files.
   */
  Held acquire(Key key) throws IOException {
    return stripes[stripe(key)].acquire();
  }

  private static int stripe(Key key) {
    int hash = key.value().hashCode();
    return (hash ^ (hash >>> 16)) & (STRIPES - 1);
  }

  /** Divides keys into lists of at most {@code maxKeys}. The lock of any key of a list is the lock of them all. */
  static List<List<Key>> withSameLock(Collection<Key> keys, int maxKeys) {
    Map<Integer, List<Key>> byStripe = new LinkedHashMap<>();
    List<List<Key>> lists = new ArrayList<>();
    for (Key key : keys) {
      List<Key> list = byStripe.get(stripe(key));
      if (list == null || list.size() == maxKeys) {
        list = new ArrayList<>();
        byStripe.put(stripe(key), list);
        lists.add(list);
      }
      list.add(key);
    }
    return lists;
  }

  private boolean stillExists() throws IOException {
    try {
      return identity(directory).equals(identity);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static Object identity(Path directory) throws IOException {
    return Objects.requireNonNull(
        KeyPaths.attributes(directory).fileKey(), "the file system has no inode numbers");
  }

  /** Releases the lock of a key when it is closed. */
  interface Held extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  private static final class Stripe {
    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by {@link #lock}, as is {@link #closed}. */
    private @Nullable FileChannel channel;
    private boolean closed;

    Stripe(Path file) {
      this.file = file;
    }

    Held acquire() throws IOException {
      try {
        lock.lockInterruptibly();
      } catch (InterruptedException e) {
        throw DiskErrors.interrupted(e);
      }
      try {
        FileLock held = channel().lock();
        return () -> {
          try {
            held.release();
          } finally {
            lock.unlock();
          }
        };
      } catch (OverlappingFileLockException e) {
        lock.unlock();
        throw new IOException("the same directory is in use through another class loader", e);
      } catch (IOException | RuntimeException e) {
        lock.unlock();
        throw e;
      }
    }

    /** Opens the file at the first use, and again after an interrupt has closed it; no lock was held then. */
    private FileChannel channel() throws IOException {
      if (closed) {
        throw new IOException("the store is closed");
      }
      FileChannel open = channel;
      if (open == null || !open.isOpen()) {
        open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel = open;
      }
      return open;
    }

    void close() throws IOException {
      lock.lock();
      try {
        closed = true;
        if (channel != null) {
          channel.close();
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
