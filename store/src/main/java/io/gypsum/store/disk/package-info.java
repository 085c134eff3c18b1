/**
 * A store in a directory of the local file system. Start with {@link io.gypsum.store.disk.DiskStore}. A put goes through
 * {@code StagedFile}, {@code BodyCopy} and {@code Publisher}; a get through {@code ObjectReader},
 * a listing through {@code DiskListing}.
 */
@NullMarked
package io.gypsum.store.disk;

import org.jspecify.annotations.NullMarked;
