package io.gypsum.server.http;

/**
 * Lets other requests use the carrier of a virtual thread that transfers a body: if its client is fast, the thread never
 * waits, and would not release the carrier before the end of the body. Not thread-safe.
 */
final class CarrierShare {
  /** Parsing this many bytes takes about a millisecond; hashing or copying them takes less. */
  private static final long YIELD_BYTES = 128 * 1024;

  private long bytesSinceYield;

  /** Reports bytes that were transferred. */
  // Nothing depends on the scheduler except the delay of other requests.
  @SuppressWarnings("ThreadPriorityCheck")
  void transferred(long bytes) {
    bytesSinceYield += bytes;
    if (bytesSinceYield >= YIELD_BYTES) {
      bytesSinceYield = 0;
      Thread.yield();
    }
  }
}
