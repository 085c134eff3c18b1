/**
 * A store in a bucket of an S3-compatible service that enforces conditional writes. Start with {@link
 * io.gypsum.store.s3.S3Store}; {@code S3Puts} implements conditional writes.
 */
@NullMarked
package io.gypsum.store.s3;

import org.jspecify.annotations.NullMarked;
