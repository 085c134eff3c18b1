package io.gypsum.store;

import java.time.Instant;

/**
 * The writes that a store can defer: they are durable only after {@link Store#sync}. If {@link #cover} returns true for
 * the time of a write, either the write is durable after the next sync, or that sync fails. Otherwise the write may have
 * been lost: the machine was restarted, or the kernel has reported the failure of the write to a process that no longer
 * runs.
 *
 * @param bootId identifies the time from one start of the machine to the next, for all processes
 * @param since failures that the kernel detected after this time are reported by {@link Store#sync}
 */
public record DeferredWrites(String bootId, Instant since) {
  /** Larger objects are durable when their put returns: their sync takes little of the time of their transfer. */
  public static final long MAX_BYTES = 4 * 1024 * 1024;

  /**
   * Returns whether {@link Store#sync}, unless it fails, makes every write durable that was begun after {@code start} in
   * this boot.
   */
  public boolean cover(String otherBootId, Instant start) {
    return bootId.equals(otherBootId) && start.isAfter(since);
  }
}
