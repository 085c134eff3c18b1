/**
 * Copies a bucket from one store to another; a backup may be stopped at any moment and run again. Start with {@link
 * io.gypsum.store.backup.Backup}.
 *
 * <p>The write order; each step starts when the previous one has completed:
 *
 * <ol>
 *   <li>for each version, its files, then {@code ..links}, then {@code ..manifest};
 *   <li>the {@code ..summary} of each version that is complete at the target;
 *   <li>{@code ..latest}, where it names a version with a summary;
 *   <li>{@code ..usage}, {@code ..quota}, {@code ..permissions};
 *   <li>if requested, deletions: first {@code ..permissions}, {@code ..latest} and {@code ..summary} everywhere, then the
 *       rest;
 *   <li>the entries of {@code ..logs/} that existed when the backup began.
 * </ol>
 *
 * A reader of the target therefore sees a version with all its files, and with all files that it links to, or not at all.
 */
@NullMarked
package io.gypsum.store.backup;

import org.jspecify.annotations.NullMarked;
