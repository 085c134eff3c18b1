/**
 * The SQLite format of a metadata index (metadata.md, section 2), as the indexer writes it and as searches read it: start
 * at {@link io.gypsum.metadata.sqlite.IndexTable}, which declares every table and column.
 *
 * <p>{@link io.gypsum.metadata.sqlite.IndexFormat} checks the format version of a file, {@link
 * io.gypsum.metadata.sqlite.IndexTime} converts times, {@link io.gypsum.metadata.sqlite.SqliteConnections} opens files and
 * {@link io.gypsum.metadata.sqlite.SqliteErrors} translates failures. The package is not exported from the module.
 */
@NullMarked
package io.gypsum.metadata.sqlite;

import org.jspecify.annotations.NullMarked;
