/**
 * {@code gypsum cache}: lists, verifies and deletes the versions in the cache. Start with
 * {@link io.gypsum.cli.cache.CacheCommand}.
 */
@NullMarked
package io.gypsum.cli.cache;

import org.jspecify.annotations.NullMarked;
