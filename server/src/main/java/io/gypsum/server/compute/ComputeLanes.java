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
  /** Work on a store behind a network waits for most of its time. */
  private static final int REMOTE_FACTOR = 8;
  private static final int MIN_REMOTE_THREADS = 32;

  /**
   * Returns lanes for a server.
   *
   * @param limits the number of threads is that of {@code operations}; the other lanes, which strangers can fill, have half
   *     of it each
   * @param isRemote whether the store is behind a network: then reads and operations have more threads
   */
  public static ComputeLanes of(Limits limits, boolean isRemote) {
    int half = Math.max(1, limits.threads() / 2);
    int operations = Math.max(2, limits.threads());
    return new ComputeLanes(
        lane("searches", limits, Math.min(half, MAX_SEARCH_THREADS)),
        lane("reads", limits, isRemote ? remote(half) : half),
        lane("operations", limits, isRemote ? remote(operations) : operations));
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
