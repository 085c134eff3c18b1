package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import io.gypsum.core.name.Key;
import org.jspecify.annotations.Nullable;

/**
 * One writer at a time per key, among all threads, all {@link DiskStore}s and all processes that use one directory. A
 * key belongs to one of {@link #STRIPES} stripes; a stripe is locked first within this process, then by a lock on a file
 * of its own.
 *
 * <p>POSIX drops all locks that a process holds on a file as soon as the process closes any descriptor of that file. So
 * all stores of one directory in this process share one instance, which opens every lock file once and closes it only
 * when nobody holds its stripe.
 */
final class StripedLocks {
  /** All processes must agree, so a change of this number needs another directory. */
  private static final int STRIPES = 64;

  /** By the identity of the lock directory, so that two paths to it share; guarded by itself. */
  private static final Map<Object, StripedLocks> IN_USE = new HashMap<>();

  private final Path directory;
  private final Object identity;
  private final Stripe[] stripes = new Stripe[STRIPES];
  /** Stores that use this; guarded by {@link #IN_USE}. */
  private int users;

  private StripedLocks(Path directory, Object identity) {
    this.directory = directory;
    this.identity = identity;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe(directory.resolve(String.format(Locale.ROOT, "%02x", i)));
    }
  }

  /** The locks of a directory; every call needs one {@link #detach}. */
  static StripedLocks attach(Path directory) throws IOException {
    synchronized (IN_USE) {
      Object identity = identity(directory);
      StripedLocks locks = IN_USE.get(identity);
      if (locks == null || !locks.isStillThere()) {
        // What is not there any more was deleted with its whole store, and its inode number given out again.
        locks = new StripedLocks(directory, identity);
        IN_USE.put(identity, locks);
      }
      locks.users++;
      return locks;
    }
  }

  /** Waits for those who hold a lock. */
  void detach() throws IOException {
    synchronized (IN_USE) {
      users--;
      if (users > 0) {
        return;
      }
      IN_USE.remove(identity, this);
      // Still inside: a successor's locks on the same files would be lost with our descriptors.
      for (Stripe stripe : stripes) {
        stripe.close();
      }
    }
  }

  /** Waits, without bound, until the key is free; holders do no more than look at a file and rename it. */
  Held acquire(Key key) throws IOException {
    int hash = key.value().hashCode();
    return stripes[(hash ^ (hash >>> 16)) & (STRIPES - 1)].acquire();
  }

  private boolean isStillThere() throws IOException {
    try {
      return identity(directory).equals(identity);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static Object identity(Path directory) throws IOException {
    return Objects.requireNonNull(
        KeyPaths.attributes(directory).fileKey(), "a file system without inode numbers");
  }

  /** Frees the key when closed. */
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

    /** Opened at the first use, and again after an interrupt has closed it, with which no lock is lost: it had none. */
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
