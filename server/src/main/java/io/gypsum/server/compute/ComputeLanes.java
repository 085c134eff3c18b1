package io.gypsum.server.compute;

import io.gypsum.server.compute.ComputeLane.Limits;

/**
 * The lanes of a server.
 *
 * @param searches searches in the metadata index
 * @param reads listings, bundles, large manifests and compression: reads that need no token
 * @param operations operations of signed-in users and upload sessions
 */
public record ComputeLanes(ComputeLane searches, ComputeLane reads, ComputeLane operations)
    implements AutoCloseable {
  /** The number of connections of an index that is searched. */
  private static final int MAX_SEARCH_THREADS = 16;
  /** Work on a remote store waits for the network most of the time. */
  private static final int REMOTE_FACTOR = 8;
  private static final int MIN_REMOTE_THREADS = 32;
  /** Operations on a disk mostly wait until their writes are durable. */
  private static final int OPERATIONS_FACTOR = 4;
  private static final int MIN_OPERATIONS_THREADS = 8;
  /** So high that a burst of a hundred uploads that complete at the same time is not refused. */
  private static final int OPERATIONS_WAIT_FACTOR = 6;

  /**
   * Returns lanes for a server.
   *
   * @param limits searches and reads, which anonymous clients can fill, have half of its threads each, but at least one;
   *     operations have four times as many, since they mostly wait for the disk, and wait six times as long for a thread
   * @param isRemote whether the store is remote; reads and operations then have more threads
   */
  public static ComputeLanes of(Limits limits, boolean isRemote) {
    int half = Math.max(1, limits.threads() / 2);
    int operations = Math.max(MIN_OPERATIONS_THREADS, OPERATIONS_FACTOR * limits.threads());
    Limits ofOperations =
        new Limits(
            isRemote ? remote(limits.threads()) : operations, limits.queue(),
            limits.maxWait().multipliedBy(OPERATIONS_WAIT_FACTOR));
    return new ComputeLanes(
        lane("searches", limits, Math.min(half, MAX_SEARCH_THREADS)),
        lane("reads", limits, isRemote ? remote(half) : half),
        new ComputeLane("operations", ofOperations));
  }

  private static int remote(int threads) {
    return Math.max(MIN_REMOTE_THREADS, REMOTE_FACTOR * threads);
  }

  private static ComputeLane lane(String kind, Limits limits, int threads) {
    return new ComputeLane(kind, new Limits(threads, limits.queue(), limits.maxWait()));
  }

  @Override
  public void close() {
    searches.close();
    reads.close();
    operations.close();
  }
}
