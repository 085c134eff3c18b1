package io.gypsum.client.cache;

import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The right of one thread of this process to make one file of the cache. Whoever gets it looks first whether the one
 * before has made it already. Nobody may wait for a second file while holding one.
 */
public final class FileMutex implements AutoCloseable {
  /** Of the whole process, like {@link ProcessLock}; holds only what is in use. */
  private static final ConcurrentMap<Path, FileMutex> USED = new ConcurrentHashMap<>();

  private final Path file;
  private final ReentrantLock lock = new ReentrantLock();
  /** Changed only within the map's exclusion; those that still wait count. */
  private int users;

  private FileMutex(Path file) {
    this.file = file;
  }

  /** @param file absolute and normalized */
  public static FileMutex acquire(Path file) throws InterruptedException {
    FileMutex mutex = use(file);
    boolean acquired = false;
    try {
      mutex.lock.lockInterruptibly();
      acquired = true;
      return mutex;
    } finally {
      if (!acquired) {
        mutex.forget();
      }
    }
  }

  /**
   * Does not wait.
   *
   * @return null when another thread has it
   */
  public static @Nullable FileMutex tryAcquire(Path file) {
    FileMutex mutex = use(file);
    if (mutex.lock.tryLock()) {
      return mutex;
    }
    mutex.forget();
    return null;
  }

  private static FileMutex use(Path file) {
    return USED.compute(
        file, (key, known) -> {
          FileMutex one = known == null ? new FileMutex(key) : known;
          one.users++;
          return one;
        });
  }

  @Override
  public void close() {
    lock.unlock();
    forget();
  }

  private void forget() {
    USED.computeIfPresent(
        file, (key, mutex) -> {
          mutex.users--;
          return mutex.users > 0 ? mutex : null;
        });
  }
}
