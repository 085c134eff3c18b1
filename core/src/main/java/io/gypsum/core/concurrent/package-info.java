/**
 * Work in several threads: the only implementations of bounded concurrency in gypsum. Start with {@link
 * io.gypsum.core.concurrent.Parallel} (many items, some at a time) or {@link io.gypsum.core.concurrent.ReadAhead} (results
 * in the order of the items, computed ahead of their consumer).
 */
@NullMarked
package io.gypsum.core.concurrent;

import org.jspecify.annotations.NullMarked;
