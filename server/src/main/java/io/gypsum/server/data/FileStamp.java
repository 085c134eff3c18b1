package io.gypsum.server.data;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The state of a file as its metadata shows it. Two equal stamps prove that the file did not change in between, provided
 * that its last change {@linkplain #isReliable is old enough}.
 *
 * @param fileKey the inode, where the file system has inodes
 */
public record FileStamp(Instant modified, long sizeBytes, @Nullable Object fileKey) {
  /** Most file systems store times with a resolution of at most 10 ms, some of seconds. */
  private static final long MAX_RESOLUTION_MILLIS = 2_000;

  /**
   * Returns whether the last change is so old that a later change has a different time. Before that, an equal stamp
   * proves nothing: two changes in quick succession can have the same time, size and inode.
   */
  public boolean isReliable(Instant now) {
    return modified.isBefore(now.minusMillis(MAX_RESOLUTION_MILLIS));
  }
}
