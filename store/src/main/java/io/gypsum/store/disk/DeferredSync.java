package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

import io.gypsum.store.DeferredWrites;
import org.jspecify.annotations.Nullable;

/**
 * Syncs all deferred writes of a store together. After a failure no further write is deferred, because the system reports a
 * failed write only once, possibly to a caller that did not make it. Thread-safe.
 */
final class DeferredSync implements AutoCloseable {
  /** Opens the file system in another thread, since preparing the system call takes longer than opening a store. */
  static final Executor BACKGROUND = task -> {
    Thread thread = new Thread(task, "gypsum-file-system-sync");
    thread.setDaemon(true);
    thread.start();
  };

  private final AtomicLong requested = new AtomicLong();
  /** Present while writes may be deferred. */
  private volatile Optional<DeferredWrites> writes = Optional.empty();
  /** Null until it is opened, and if it cannot be synced. Guarded by this, like the following fields. */
  private @Nullable FileSystemSync fileSystem;
  /** The last request that a successful sync included. */
  private long done;
  private boolean hasFailed;
  private boolean isClosed;

  private DeferredSync() {}

  /** @param executor opens the file system; no write is deferred until it is open */
  static DeferredSync open(
      FileSystemSync.Opener opener, Path root, InstantSource clock, Executor executor) {
    DeferredSync sync = new DeferredSync();
    executor.execute(() -> opener.open(root).ifPresent(opened -> sync.use(opened, clock)));
    return sync;
  }

  private synchronized void use(FileSystemSync opened, InstantSource clock) {
    if (isClosed) {
      opened.close();
    } else {
      fileSystem = opened;
      // The time is read after the file system was opened, since it reports only later failures.
      writes = Optional.of(new DeferredWrites(opened.bootId(), clock.instant()));
    }
  }

  /** Returns which writes may be deferred; empty if none. */
  Optional<DeferredWrites> writes() {
    return writes;
  }

  /**
   * Makes every write durable that ended before the call. Calls that arrive during a sync share the next one.
   *
   * @throws IOException also if an earlier sync has failed, since writes before it may have been lost
   */
  void sync() throws IOException {
    long request = requested.incrementAndGet();
    synchronized (this) {
      if (hasFailed) {
        throw new IOException("an earlier sync of the file system has failed");
      }
      if (fileSystem != null && done < request) {
        long included = requested.get();
        try {
          fileSystem.sync();
        } catch (IOException e) {
          hasFailed = true;
          writes = Optional.empty();
          throw e;
        }
        done = included;
      }
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    if (fileSystem != null) {
      fileSystem.close();
    }
  }
}
