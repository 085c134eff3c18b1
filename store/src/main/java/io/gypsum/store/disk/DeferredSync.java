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
 * The one sync of all deferred writes of a store. After a failure no further write is deferred: the system reports the
 * failure of a write once, to a caller that need not have made the write. Thread-safe.
 */
final class DeferredSync implements AutoCloseable {
  /** Opens it in another thread: preparing a call of the system takes longer than opening a store. */
  static final Executor BACKGROUND = task -> {
    Thread thread = new Thread(task, "gypsum-file-system-sync");
    thread.setDaemon(true);
    thread.start();
  };

  private final AtomicLong requested = new AtomicLong();
  /** Present while writes may be deferred. */
  private volatile Optional<DeferredWrites> writes = Optional.empty();
  /** Null before it was opened, and if there is none. Guarded by this, as are the following. */
  private @Nullable FileSystemSync fileSystem;
  /** The last request that a successful sync included. */
  private long done;
  private boolean hasFailed;
  private boolean isClosed;

  private DeferredSync() {}

  /** @param executor opens the file system; nothing is deferred before */
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
      // After it was opened, since it reports only later failures.
      writes = Optional.of(new DeferredWrites(opened.bootId(), clock.instant()));
    }
  }

  /** Returns which writes may be deferred; empty if none. */
  Optional<DeferredWrites> writes() {
    return writes;
  }

  /**
   * Makes every write durable that ended before the call. Calls that wait for another one share the next sync.
   *
   * @throws IOException also if an earlier sync has failed: a write before it may be lost
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
