package io.gypsum.client.cache;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

import io.gypsum.client.failure.LocalFileException;
import org.jspecify.annotations.Nullable;

/**
 * The right of this process to write one part of the cache, a version or a database: while it has it no other process
 * does. The threads of this process share it, as the operating system sees no difference between them; {@link FileMutex}
 * keeps two of them from writing one file. The system gives the lock back when a process ends, however it does.
 *
 * <p>Nobody may ask for a second one while holding one: two processes could wait for each other.
 */
public final class ProcessLock implements AutoCloseable {
  /** Of the whole process, whatever clients are in it: a lock of the system is one of the whole process, too. */
  private static final ConcurrentMap<Path, Shared> HELD = new ConcurrentHashMap<>();

  private final Path realFile;

  private ProcessLock(Path realFile) {
    this.realFile = realFile;
  }

  /**
   * Waits until no other process has it.
   *
   * @param file of {@link CacheDirectory}, such as {@link CacheDirectory#lock}; made if need be, with its directory, and left there
   */
  public static ProcessLock acquire(Path file) throws InterruptedException {
    Path realFile = realFile(file);
    Shared shared =
        HELD.compute(
            realFile, (key, known) -> {
              Shared one = known == null ? new Shared() : known;
              one.users++;
              return one;
            });
    ProcessLock lock = new ProcessLock(realFile);
    boolean acquired = false;
    try {
      shared.require(realFile);
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

  /** The one name of a file that may be reached by several. */
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
    // Within the map's own exclusion, so that nobody locks the file anew before this has let it go.
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

  /** What the threads of this process share. */
  private static final class Shared {
    /** Changed only within the map's exclusion; those that still wait count. */
    private int users;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable FileChannel locked;

    /** Waits for the system's lock, unless another thread has it already or is waiting for it, too. */
    void require(Path file) throws IOException, InterruptedException {
      opening.lockInterruptibly();
      try {
        if (locked == null) {
          locked = lock(file);
        }
      } finally {
        opening.unlock();
      }
    }

    private static FileChannel lock(Path file) throws IOException {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      boolean done = false;
      try {
        // Nobody asks this channel again: closing it is what gives the lock back.
        done = channel.lock().isValid();
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
