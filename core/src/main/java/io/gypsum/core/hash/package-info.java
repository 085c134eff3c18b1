/** Hashing what is copied, beside the copying. Start with {@link io.gypsum.core.hash.RunningHash}. */
@NullMarked
package io.gypsum.core.hash;

import org.jspecify.annotations.NullMarked;
