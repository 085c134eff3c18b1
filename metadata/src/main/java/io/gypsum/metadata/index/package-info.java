/**
 * Builds and updates the SQLite files in which metadata is searched: start at {@link
 * io.gypsum.metadata.index.MetadataIndexer}.
 *
 * <pre>
 * store ─▶ IndexSource ─▶ IndexScan ─▶ IndexItem… ─▶ FreshIndex  (a new file, by IndexBuild)               ─▶ IndexDirectory
 *                                                 └▶ EditedIndex (a copy of the published one, by IncrementalUpdate) ─┘ publish
 * </pre>
 *
 * <p>{@code FreshIndex} sorts the links, which are most of the rows, outside of the database: {@code LinkSorter}.
 *
 * <p>At any time a process may be killed: a published file is always complete, and records how far it has followed the
 * change log ({@code IndexState}), so that the next run continues from there. Files are written in the same directory
 * under names that start with {@code ..}, synced, and renamed; {@code modified} is written last, or first by the next run.
 *
 * <p>An entry of the change log only names what to read again: the rows of its scope are replaced with what the store
 * contains now. Entries may therefore be repeated, late, or out of order.
 */
@NullMarked
package io.gypsum.metadata.index;

import org.jspecify.annotations.NullMarked;
