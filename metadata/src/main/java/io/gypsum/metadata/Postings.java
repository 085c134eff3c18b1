package io.gypsum.metadata;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the index knows of a term.
 *
 * @param tokens the row ids of all tokens it means; null when they are too many to be named one by one
 * @param field the row id of its field; null for any
 * @param links how many links it has; those of a term that is not rare were not counted to the end
 * @param rare whether to go through its links, rather than to ask each document in turn for one
 */
record Postings(@Nullable List<Long> tokens, @Nullable Long field, long links, boolean rare) {
  /** No document has it. */
  static final Postings NONE = new Postings(List.of(), null, 0, true);

  Postings {
    tokens = tokens == null ? null : List.copyOf(tokens);
  }

  boolean isEmpty() {
    return tokens != null && tokens.isEmpty();
  }
}
