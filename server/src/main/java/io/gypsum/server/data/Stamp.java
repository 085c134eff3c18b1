package io.gypsum.server.data;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Two equal stamps of a file mean that it did not change in between, if its last change is {@link #settled}.
 *
 * @param fileKey the inode, where the system has them
 */
public record Stamp(Instant modified, long sizeBytes, @Nullable Object fileKey) {
  /** File systems keep times in ticks of up to 10 ms, some in seconds. */
  private static final long TICK_MILLIS = 2_000;

  /**
   * Whether the last change is so long ago that another one right after it would have shown. Until then an equal stamp
   * proves nothing: two quick changes of the same size can share a tick and an inode.
   */
  public boolean settled(Instant now) {
    return modified.isBefore(now.minusMillis(TICK_MILLIS));
  }
}
