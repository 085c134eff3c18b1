/**
 * The vocabulary that client and server share, without any I/O.
 *
 * <p>Start with {@link io.gypsum.core.name names} (what things are called), then {@link
 * io.gypsum.core.document documents} (what the bucket says about them) and {@link
 * io.gypsum.core.decision decisions} (what follows from it).
 */
@NullMarked
package io.gypsum.core;

import org.jspecify.annotations.NullMarked;
