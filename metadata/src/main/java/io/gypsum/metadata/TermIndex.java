package io.gypsum.metadata;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a database knows of the terms of one search.
 *
 * @param linksByDocument the index by which to find the links of one document; null when there is none, and then all terms
 *     are rare
 */
record TermIndex(Map<Term, Postings> postings, @Nullable String linksByDocument) {
  TermIndex {
    postings = Map.copyOf(postings);
  }

  /** @throws IllegalArgumentException when {@code term} was not looked up */
  Postings of(Term term) {
    Postings found = postings.get(term);
    if (found == null) {
      throw new IllegalArgumentException(term + " was not looked up");
    }
    return found;
  }
}
