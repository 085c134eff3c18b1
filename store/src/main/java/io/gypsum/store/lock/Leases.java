package io.gypsum.store.lock;

import java.time.Duration;

/**
 * How long a lock is valid after it was last renewed.
 *
 * @param upload lease of an upload that has begun; each request of its session may renew it
 * @param step lease of everything else: planning an operation and carrying out its steps. A holder that stalls for more
 *     than half of it between two writes may find that another process has taken over, so it must be far longer than
 *     any pause of a process and any difference between the clocks of the processes
 */
public record Leases(Duration upload, Duration step) {}
