/**
 * The queries of a search: {@link io.gypsum.metadata.search.SearchClause} in Java, {@link
 * io.gypsum.metadata.search.TextQuery} as text. {@code io.gypsum.metadata.MetadataDatabase} executes the search.
 */
@NullMarked
package io.gypsum.metadata.search;

import org.jspecify.annotations.NullMarked;
