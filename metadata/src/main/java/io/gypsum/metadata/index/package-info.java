/**
 * Keeps the SQLite files that metadata is searched in: start at {@link io.gypsum.metadata.index.MetadataIndexer}.
 *
 * <p>The way of the data:
 *
 * <pre>
 * store ─▶ Source ─(ReadAhead)─▶ Found… ─▶ FreshIndex  (a whole file: links sorted outside memory)  ─▶ IndexDirectory
 *             ▲                         └▶ EditedIndex (a copy of the published one, one scope after another) ─┘ publish
 *             └─ ChangeLog, IndexState: which scopes to read again
 * </pre>
 *
 * <p>What holds whenever a process is killed: a published file is whole, and says itself up to where it has followed the
 * change log ({@link io.gypsum.metadata.index.IndexState}), so the next run goes on from there. A file is written beside
 * its place, under a name that begins with {@code ..}, synced, and renamed; {@code modified} is written last.
 *
 * <p>A change of the log is taken as a hint of what to read again, never as the truth: the rows of the scope it names are
 * made what the store says now. So changes may come twice, late, or in any order.
 */
@NullMarked
package io.gypsum.metadata.index;

import org.jspecify.annotations.NullMarked;
