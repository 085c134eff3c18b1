/**
 * What to search for: {@link io.gypsum.metadata.search.SearchClause} says it in Java, {@link
 * io.gypsum.metadata.search.TextQuery} in words. {@code io.gypsum.metadata.MetadataDatabase} answers.
 */
@NullMarked
package io.gypsum.metadata.search;

import org.jspecify.annotations.NullMarked;
