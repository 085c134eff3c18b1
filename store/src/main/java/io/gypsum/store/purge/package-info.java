/** Deletes versions that will never be published: {@link io.gypsum.store.purge.Purge}. */
@NullMarked
package io.gypsum.store.purge;

import org.jspecify.annotations.NullMarked;
