/**
 * The metadata index as it is searched: start with {@link io.gypsum.metadata.MetadataDatabase}.
 *
 * <p>Inside: a clause becomes {@code Conditions} over {@code Term}s. {@code Vocabulary} looks up which tokens a term means and
 * whether they are rare ({@code Postings}); knowing that, {@code Translation} writes the one statement that finds the
 * documents.
 */
@NullMarked
package io.gypsum.metadata;

import org.jspecify.annotations.NullMarked;
