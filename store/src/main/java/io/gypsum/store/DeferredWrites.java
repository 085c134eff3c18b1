package io.gypsum.store;

import java.time.Instant;

/**
 * The writes that a store can defer: they are durable only after {@link Store#sync}. If {@link #cover} returns true for
 * a write, the next sync either makes it durable or fails. Otherwise the write may have been lost: the machine was
 * restarted, or the kernel has reported the failure of the write to a process that has ended.
 *
 * @param bootId identifies the current boot of the machine; all processes have the same one
 * @param since failures that the kernel detected after this time are reported by {@link Store#sync}
 */
public record DeferredWrites(String bootId, Instant since) {
  /** Larger objects are durable when their put returns, since their sync takes little time compared with their transfer. */
  public static final long MAX_BYTES = 4 * 1024 * 1024;

  /**
   * Returns whether {@link Store#sync}, unless it fails, makes every write durable that began after {@code start} in the boot
   * {@code otherBootId}.
   */
  public boolean cover(String otherBootId, Instant start) {
    return bootId.equals(otherBootId) && start.isAfter(since);
  }
}
