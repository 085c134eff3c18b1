/**
 * Retries of calls that failed for a temporary reason: the only implementation in gypsum. Start with {@link
 * io.gypsum.core.retry.Retrier}.
 */
@NullMarked
package io.gypsum.core.retry;

import org.jspecify.annotations.NullMarked;
