package io.gypsum.server.file;

import java.time.Duration;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.server.http.HttpEngine.ReadyAnswers;
import io.gypsum.store.ObjectInfo;
import org.jspecify.annotations.Nullable;

/**
 * Caches small files that can never change, for one second after they were read, by the path of their address. A file that another
 * server has deleted is returned for at most {@link #MAX_AGE} more; a file that this server has deleted is not returned after the
 * deletion is complete. Thread-safe; uses at most {@link #MAX_BYTES}.
 */
public final class RecentFiles implements ReadyAnswers {
  static final Duration MAX_AGE = Duration.ofSeconds(1);
  /** Together with its headers, such a file is usually sent by one system call. */
  static final int MAX_FILE_BYTES = 16 * 1024;
  static final long MAX_BYTES = 16L * 1024 * 1024;
  /** Memory of an entry in addition to its content. */
  private static final int ENTRY_BYTES = 1024;

  private final LongSupplier changes;
  private final LongSupplier nanoTime;
  private final Cache<String, RecentFile> files =
      Caffeine.newBuilder()
          .maximumWeight(MAX_BYTES)
          .weigher(
              (String path, RecentFile file) -> ENTRY_BYTES + 2 * path.length()
                  + file.content.length)
          .executor(Runnable::run)
          .build();

  /** A file as it was read. Its content must not be changed. */
  static final class RecentFile {
    private final ServedFile file;
    private final ObjectInfo info;
    private final byte[] content;
    private final Moment readAt;

    /** @param readAt when the first object was read on which the response depends, or earlier */
    RecentFile(ServedFile file, ObjectInfo info, byte[] content, Moment readAt) {
      this.file = file;
      this.info = info;
      this.content = content;
      this.readAt = readAt;
    }

    ServedFile file() {
      return file;
    }

    ObjectInfo info() {
      return info;
    }

    byte[] content() {
      return content;
    }

    Moment readAt() {
      return readAt;
    }
  }

  /** @param changes number of changes that this server has written to the bucket */
  record Moment(long nanoTime, long changes) {}

  /**
   * @param changes returns the number of changes that this server has written to the bucket; every deletion of files is
   *     followed by one
   * @param nanoTime as {@link System#nanoTime}
   */
  public RecentFiles(LongSupplier changes, LongSupplier nanoTime) {
    this.changes = changes;
    this.nanoTime = nanoTime;
  }

  /** Returns the present moment; called before a file is read. */
  Moment now() {
    return new Moment(nanoTime.getAsLong(), changes.getAsLong());
  }

  /** Adds a file that can never change, if it is small enough. */
  void add(String rawPath, RecentFile file) {
    if (file.content.length <= MAX_FILE_BYTES) {
      files.put(rawPath, file);
    }
  }

  /** Returns the file of an address; null if it was not read recently. */
  @Override
  public @Nullable RecentFile find(String rawPath) {
    RecentFile file = files.getIfPresent(rawPath);
    return file != null && isCurrent(file.readAt) ? file : null;
  }

  private boolean isCurrent(Moment moment) {
    return moment.changes() == changes.getAsLong()
        && nanoTime.getAsLong() - moment.nanoTime() < MAX_AGE.toNanos();
  }
}
