/**
 * Types that client and server share, without I/O.
 *
 * <p>Start with {@link io.gypsum.core.name names} of projects, files and objects, then {@link io.gypsum.core.document
 * documents} of the bucket and {@link io.gypsum.core.decision decisions} based on them. {@link io.gypsum.core.concurrent} and
 * {@link io.gypsum.core.retry} contain the mechanisms that all modules use for threads and for retries.
 */
@NullMarked
package io.gypsum.core;

import org.jspecify.annotations.NullMarked;
