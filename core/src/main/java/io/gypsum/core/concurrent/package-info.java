/**
 * The only implementations of bounded concurrency in gypsum. Start with {@link io.gypsum.core.concurrent.Parallel} (processes
 * many items, a bounded number at a time) or {@link io.gypsum.core.concurrent.ReadAhead} (computes results ahead of their
 * consumer, in the order of the items).
 */
@NullMarked
package io.gypsum.core.concurrent;

import org.jspecify.annotations.NullMarked;
