/** Failures of the client, in addition to {@link io.gypsum.core.GypsumException}. */
@NullMarked
package io.gypsum.client.failure;

import org.jspecify.annotations.NullMarked;
