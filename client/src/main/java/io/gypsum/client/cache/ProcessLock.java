package io.gypsum.client.cache;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.gypsum.client.failure.LocalFileException;
import org.jspecify.annotations.Nullable;

/**
 * An exclusive lock on one part of the cache, a version or a database, between processes. All threads of a process share it,
 * since the operating system does not distinguish them; {@link FileMutex} prevents two threads from writing the same file. The
 * operating system releases the lock when the process ends for any reason.
 *
 * <p>A thread must not acquire a second lock while it holds one: two processes could wait for each other.
 */
public final class ProcessLock implements AutoCloseable {
  /** Shared by all clients in this process, since a lock of the operating system belongs to the whole process. */
  private static final ConcurrentMap<Path, SharedLock> HELD = new ConcurrentHashMap<>();

  private final Path realFile;

  private ProcessLock(Path realFile) {
    this.realFile = realFile;
  }

  /**
   * Waits until no other process holds the lock, and acquires it. On a file system without locks it returns at once: several
   * processes may then write the same files, which takes them more requests, but every file is complete and correct.
   *
   * @param file such as {@link CacheDirectory#lock}; created if it does not exist, and never deleted
   */
  public static ProcessLock acquire(Path file) throws InterruptedException {
    return acquire(file, holder -> {});
  }

  /**
   * Acquires the lock if no other process, and no other thread of this process, holds it.
   *
   * @return null if the lock is held
   */
  public static @Nullable ProcessLock tryAcquire(Path file) throws InterruptedException {
    AtomicBoolean held = new AtomicBoolean();
    ProcessLock lock = acquire(file, channel -> {
      FileLock own = channel.tryLock();
      held.set(own == null);
      return own;
    }, holder -> {});
    SharedLock shared = HELD.get(lock.realFile);
    if (held.get() || shared == null || shared.users > 1) {
      lock.close();
      return null;
    }
    return lock;
  }

  /**
   * Like {@link #acquire(Path)}.
   *
   * @param onWait receives the holder of the lock, such as "process 12 of alice on host", if this process has to wait
   */
  public static ProcessLock acquire(Path file, Consumer<String> onWait)
      throws InterruptedException {
    return acquire(file, SystemLock.EXCLUSIVE, onWait);
  }

  static ProcessLock acquire(Path file, SystemLock systemLock, Consumer<String> onWait)
      throws InterruptedException {
    Path realFile = realFile(file);
    SharedLock shared =
        HELD.compute(
            realFile, (key, existing) -> {
              SharedLock one = existing == null ? new SharedLock() : existing;
              one.users++;
              return one;
            });
    ProcessLock lock = new ProcessLock(realFile);
    boolean acquired = false;
    try {
      shared.acquire(realFile, systemLock, onWait);
      acquired = true;
      return lock;
    } catch (ClosedByInterruptException | FileLockInterruptionException e) {
      InterruptedException interrupted = new InterruptedException();
      interrupted.initCause(e);
      throw interrupted;
    } catch (IOException e) {
      throw LocalFileException.failed(file, "locked", e);
    } finally {
      if (!acquired) {
        lock.close();
      }
    }
  }

  /** Returns the real path, since links may lead to the same file under several names. */
  private static Path realFile(Path file) {
    Path directory = file.resolveSibling("");
    try {
      Files.createDirectories(directory);
      return directory.toRealPath().resolve(file.getFileName());
    } catch (IOException e) {
      throw LocalFileException.failed(file, "locked", e);
    }
  }

  @Override
  public void close() {
    // Within an atomic operation of the map, so that no thread locks the file again before it is unlocked.
    HELD.computeIfPresent(
        realFile, (key, shared) -> {
          shared.users--;
          if (shared.users > 0) {
            return shared;
          }
          shared.release(key);
          return null;
        });
  }

  /** Acquires a lock of the operating system. */
  @FunctionalInterface
  interface SystemLock {
    SystemLock EXCLUSIVE = new SystemLock() {
      @Override
      public FileLock lock(FileChannel channel) throws IOException {
        return channel.lock();
      }

      @Override
      public @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        return channel.tryLock();
      }
    };

    /** @return the lock, which is released when the channel is closed; null if there is none */
    @Nullable
    FileLock lock(FileChannel channel) throws IOException;

    /** @return null if another process holds the lock */
    @Nullable
    default FileLock tryLock(FileChannel channel) throws IOException {
      return lock(channel);
    }
  }

  /** The lock that the threads of this process share. */
  private static final class SharedLock {
    /** Holders and waiting threads; changed only within the map's atomic operations. */
    private int users;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable FileChannel locked;

    /** Acquires the operating system's lock, unless another thread has done so or is doing so. */
    void acquire(Path file, SystemLock systemLock, Consumer<String> onWait)
        throws IOException, InterruptedException {
      opening.lockInterruptibly();
      try {
        if (locked == null) {
          locked = lock(file, systemLock, onWait);
        }
      } finally {
        opening.unlock();
      }
    }

    private static FileChannel lock(
        Path file, SystemLock systemLock, Consumer<String> onWait)
        throws IOException {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      boolean done = false;
      try {
        // The channel is only used again to close it, which releases the lock.
        FileLock lock = systemLock.tryLock(channel);
        if (lock == null) {
          onWait.accept(LockHolder.read(file));
          lock = systemLock.lock(channel);
        }
        if (lock != null) {
          LockHolder.write(channel);
        }
        done = true;
        return channel;
      } catch (ClosedChannelException | FileLockInterruptionException e) {
        throw e;
      } catch (IOException e) {
        System.getLogger("io.gypsum.client")
            .log(
                System.Logger.Level.DEBUG, () -> "continuing without a lock of '" + file + "'", e);
        done = true;
        return channel;
      } finally {
        if (!done) {
          channel.close();
        }
      }
    }

    void release(Path file) {
      FileChannel channel = locked;
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException e) {
        throw LocalFileException.failed(file, "unlocked", e);
      }
    }
  }
}
