package io.gypsum.store.lock;

import java.time.Duration;

/**
 * How long a lock is valid after it was last renewed.
 *
 * @param upload lease of an upload that has begun; each request of its session may renew it
 * @param step lease of everything else: planning an operation and carrying out its steps. Every write has to take effect
 *     before it ends; at least half of it is left when a write begins. It must therefore be far longer than the write
 *     of a document takes
 */
public record Leases(Duration upload, Duration step) {
  public static final Leases DEFAULT = new Leases(Duration.ofDays(1), Duration.ofSeconds(10));

  /**
   * For commands that work on a store while servers use it, and do not know the step lease of these servers. Its grace period
   * is longer than the one of every server, whose step lease is at most {@link #MAX_STEP}; so a command takes over no lock that
   * a server still uses, even if their clocks differ by minutes.
   */
  public static final Leases MAINTENANCE = new Leases(DEFAULT.upload(), Duration.ofMinutes(10));
  /** The longest step lease of a server. */
  public static final Duration MAX_STEP = MAINTENANCE.step();
  /** A service that copies more slowly than this needs a longer {@link #step}. */
  private static final long MIN_BYTES_PER_SECOND = 16L * 1024 * 1024;

  /**
   * Returns how long after the end of a lease another process may take over the lock. It must be longer than the time for
   * which a store continues to execute a request whose client has given up, and than the difference between the clocks of
   * the processes.
   */
  public Duration grace() {
    return step.dividedBy(2);
  }

  /** Returns how much of the lease must be left when a write of {@code sizeBytes} begins. */
  Duration minTimeFor(long sizeBytes) {
    return step.dividedBy(2).plusMillis(sizeBytes * 1000 / MIN_BYTES_PER_SECOND);
  }

  /** Returns the lease for a write of {@code sizeBytes}. */
  Duration leaseFor(long sizeBytes) {
    return minTimeFor(sizeBytes).plus(step.dividedBy(2));
  }
}
