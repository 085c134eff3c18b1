/**
 * The directory on this machine that all gypsum clients of a user share, whatever language they are written in. Start with
 * {@link io.gypsum.client.cache.CacheDirectory}. Not for users.
 */
@NullMarked
package io.gypsum.client.cache;

import org.jspecify.annotations.NullMarked;
