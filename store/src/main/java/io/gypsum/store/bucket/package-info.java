/**
 * Reads a bucket as what it is: typed documents ({@link io.gypsum.store.bucket.BucketReader}). Works on any
 * {@link io.gypsum.store.ReadStore}.
 */
@NullMarked
package io.gypsum.store.bucket;

import org.jspecify.annotations.NullMarked;
