/**
 * Checks a bucket for missing, corrupt, stale and orphaned objects, and repairs documents that follow from others: start
 * with {@link io.gypsum.store.verify.Verifier}.
 */
@NullMarked
package io.gypsum.store.verify;

import org.jspecify.annotations.NullMarked;
