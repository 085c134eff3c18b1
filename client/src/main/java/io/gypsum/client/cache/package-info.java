/**
 * The cache directory that all gypsum clients of a user share, regardless of their programming language: paths, locks
 * between threads and processes, atomic replacement of files, and links between files. Start with {@link
 * io.gypsum.client.cache.CacheDirectory}. Not exported.
 */
@NullMarked
package io.gypsum.client.cache;

import org.jspecify.annotations.NullMarked;
