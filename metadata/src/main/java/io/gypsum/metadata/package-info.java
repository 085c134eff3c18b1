/**
 * Search in a metadata index: start with {@link io.gypsum.metadata.MetadataDatabase}.
 *
 * <p>A {@link io.gypsum.metadata.search.SearchClause} becomes a {@code SearchCondition} over search terms. {@code
 * TermLookup} finds and counts the posting list of each term; from the counts {@code SearchPlanner} chooses a plan, which
 * {@code SearchStatement} writes as one SQL statement. {@code SearchHits} reads its rows.
 */
@NullMarked
package io.gypsum.metadata;

import org.jspecify.annotations.NullMarked;
