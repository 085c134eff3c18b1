package io.gypsum.client.cache;

import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Excludes other threads of this process while one file of the cache is created; {@link ProcessLock} excludes other
 * processes. After acquiring it, check first whether the previous holder has already created the file. A thread must
 * not wait for a second mutex while it holds one.
 */
public final class FileMutex implements AutoCloseable {
  /** Shared by all clients in this process, like those of {@link ProcessLock}. Contains only mutexes in use. */
  private static final ConcurrentMap<Path, FileMutex> IN_USE = new ConcurrentHashMap<>();

  private final Path file;
  private final ReentrantLock lock = new ReentrantLock();
  /** Holder and waiting threads; changed only within the map's atomic operations. */
  private int users;

  private FileMutex(Path file) {
    this.file = file;
  }

  /** @param file absolute and normalized */
  public static FileMutex acquire(Path file) throws InterruptedException {
    FileMutex mutex = register(file);
    boolean acquired = false;
    try {
      mutex.lock.lockInterruptibly();
      acquired = true;
      return mutex;
    } finally {
      if (!acquired) {
        mutex.unregister();
      }
    }
  }

  /**
   * Acquires the mutex if that is possible without waiting.
   *
   * @return null if another thread holds it
   */
  public static @Nullable FileMutex tryAcquire(Path file) {
    FileMutex mutex = register(file);
    if (mutex.lock.tryLock()) {
      return mutex;
    }
    mutex.unregister();
    return null;
  }

  private static FileMutex register(Path file) {
    return IN_USE.compute(
        file, (key, existing) -> {
          FileMutex mutex = existing == null ? new FileMutex(key) : existing;
          mutex.users++;
          return mutex;
        });
  }

  /** Releases the mutex. */
  @Override
  public void close() {
    lock.unlock();
    unregister();
  }

  private void unregister() {
    IN_USE.computeIfPresent(
        file, (key, mutex) -> {
          mutex.users--;
          return mutex.users > 0 ? mutex : null;
        });
  }
}
