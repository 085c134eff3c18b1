package io.gypsum.metadata;

import java.time.Instant;
import java.util.List;

import io.gypsum.metadata.search.SearchClause.NameOf;

/** What a row must be like, when texts have become terms and those that ask for nothing have gone. */
sealed interface Condition {
  /** Those of all its parts, as often as they appear. */
  default List<Term> terms() {
    if (this instanceof Has has) {
      return List.of(has.term);
    }
    if (this instanceof All all) {
      return all.conditions.stream().flatMap(one -> one.terms().stream()).toList();
    }
    if (this instanceof Any any) {
      return any.conditions.stream().flatMap(one -> one.terms().stream()).toList();
    }
    return this instanceof None none ? none.condition.terms() : List.of();
  }

  record Has(Term term) implements Condition {}

  /** @param pattern whether {@code value} is a pattern */
  record Named(NameOf of, String value, boolean pattern) implements Condition {}

  record Finished(Instant time, boolean after) implements Condition {}

  /** Of at least two. */
  record All(List<Condition> conditions) implements Condition {}

  /** Of at least two. */
  record Any(List<Condition> conditions) implements Condition {}

  record None(Condition condition) implements Condition {}
}
