package io.gypsum.store.lock;

/**
 * Called by the holder of a lock before each write, so that the lease lasts until the write has ended; and for each entry of a
 * listing, which may take longer than the lease.
 */
@FunctionalInterface
interface LeaseGuard {
  /**
   * Renews the lease unless enough of it is left to write {@code sizeBytes}.
   *
   * @throws io.gypsum.core.GypsumException when the lock is no longer held
   */
  void ensureTimeFor(long sizeBytes);

  /** Like {@link #ensureTimeFor}, for a document or a deletion. Reads only the clock unless the lease has to be renewed. */
  default void ensureTime() {
    ensureTimeFor(0);
  }
}
