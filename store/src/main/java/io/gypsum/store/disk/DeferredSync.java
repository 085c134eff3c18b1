package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import io.gypsum.store.DeferredWrites;
import org.jspecify.annotations.Nullable;

/**
 * The one sync of all deferred writes of a store. After a failure no further write is deferred: the system reports the
 * failure of a write once, to a caller that need not have made the write. Thread-safe.
 */
final class DeferredSync implements AutoCloseable {
  private final @Nullable FileSystemSync fileSystem;
  private final @Nullable DeferredWrites writes;
  private final AtomicLong requested = new AtomicLong();
  /** The last request that a successful sync included. Guarded by this. */
  private long done;
  private volatile boolean failed;

  private DeferredSync(@Nullable FileSystemSync fileSystem, InstantSource clock) {
    this.fileSystem = fileSystem;
    // After opening it, since only later failures are reported.
    this.writes =
        fileSystem == null ? null : new DeferredWrites(fileSystem.bootId(), clock.instant());
  }

  static DeferredSync open(FileSystemSync.Opener opener, Path root, InstantSource clock) {
    return new DeferredSync(opener.open(root).orElse(null), clock);
  }

  /** Returns which writes may be deferred; empty if none. */
  Optional<DeferredWrites> writes() {
    return failed ? Optional.empty() : Optional.ofNullable(writes);
  }

  boolean isPossible() {
    return writes != null && !failed;
  }

  /**
   * Makes every write durable that ended before the call. Calls that wait for another one share the next sync.
   *
   * @throws IOException if this sync or an earlier one failed: a write before it may be lost
   */
  void sync() throws IOException {
    if (fileSystem == null) {
      return;
    }
    long request = requested.incrementAndGet();
    synchronized (this) {
      if (failed) {
        throw new IOException("an earlier sync of the file system has failed");
      }
      if (done < request) {
        long included = requested.get();
        try {
          fileSystem.sync();
        } catch (IOException e) {
          failed = true;
          throw e;
        }
        done = included;
      }
    }
  }

  @Override
  public synchronized void close() {
    if (fileSystem != null) {
      fileSystem.close();
    }
  }
}
