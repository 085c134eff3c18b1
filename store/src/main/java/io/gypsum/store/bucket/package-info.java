/**
 * Reads the contents of a bucket: typed documents ({@link io.gypsum.store.bucket.BucketReader}), the names of its
 * levels ({@link io.gypsum.store.bucket.BucketNames}), and a concurrent walk over all of it ({@link
 * io.gypsum.store.bucket.BucketScanner}). Works on any {@link io.gypsum.store.ReadStore}; the only code in gypsum that
 * does so.
 */
@NullMarked
package io.gypsum.store.bucket;

import org.jspecify.annotations.NullMarked;
