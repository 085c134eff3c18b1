/**
 * Brings what one store has into another, and may be broken off and begun again at any moment. Start at {@link
 * io.gypsum.store.backup.Backup}.
 *
 * <p>The order of its writes, each step after the one before is done:
 *
 * <ol>
 *   <li>of each version its files, then {@code ..links}, then {@code ..manifest};
 *   <li>the {@code ..summary} of each version of which all of that is there;
 *   <li>{@code ..latest}, where it names a version with a summary;
 *   <li>{@code ..usage}, {@code ..quota}, {@code ..permissions};
 *   <li>when asked for, removals: everywhere {@code ..permissions}, {@code ..latest} and {@code ..summary}, then the rest;
 *   <li>{@code ..logs/}, as far as they went when it began.
 * </ol>
 *
 * A reader of the target therefore sees a version with all its files, and all that they are links to, or not at all.
 */
@NullMarked
package io.gypsum.store.backup;

import org.jspecify.annotations.NullMarked;
