package io.gypsum.metadata;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the index knows of a term.
 *
 * @param tokens the row ids of all tokens it means; null when they are too many to be named one by one
 * @param field the row id of its field; null for any
 * @param links how many links it has, or more than that
 * @param counted whether {@code links} is all
 * @param rare whether to collect its documents rather than to ask each for it
 */
record Postings(
    @Nullable List<Long> tokens, @Nullable Long field, long links, boolean counted, boolean rare) {
  /** No document has it. */
  static final Postings NONE = new Postings(List.of(), null, 0, true, true);

  Postings {
    tokens = tokens == null ? null : List.copyOf(tokens);
  }

  boolean isEmpty() {
    return tokens != null && tokens.isEmpty();
  }
}
