/**
 * Objects in a bucket of any S3 engine that keeps conditional writes. Start at {@link io.gypsum.store.s3.S3Store}; what
 * a write does about its condition is in {@code Puts}.
 */
@NullMarked
package io.gypsum.store.s3;

import org.jspecify.annotations.NullMarked;
