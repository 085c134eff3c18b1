package io.gypsum.server.lock;

import java.time.Duration;

/**
 * How long a lock is held without a sign of life.
 *
 * @param upload for an upload that was started: every request of its session starts it anew
 * @param step for everything short: planning an operation, and carrying out what was decided. Whoever stalls for more
 *     than half of it between two writes may find that someone else carries on; so it must be well above any pause of a
 *     process and any difference between the clocks of the servers
 */
public record Leases(Duration upload, Duration step) {
  public static final Leases DEFAULT = new Leases(Duration.ofDays(1), Duration.ofSeconds(10));
}
