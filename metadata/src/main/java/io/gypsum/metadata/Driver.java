package io.gypsum.metadata;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.gypsum.metadata.Condition.All;
import io.gypsum.metadata.Condition.Any;
import io.gypsum.metadata.Condition.Has;

/**
 * Rare terms one of which every document has that fulfils a condition. Whoever goes through their links misses none.
 *
 * @param links of all terms together
 * @param exact whether conversely every document that has one fulfils the condition
 */
record Driver(List<Term> terms, long links, boolean exact) {
  /** More would make a statement that SQLite is slow to prepare. */
  static final int MAX_TERMS = 100;

  /** The driver with the fewest links; empty when there is none with few. */
  static Optional<Driver> of(Condition condition, TermIndex index) {
    if (condition instanceof Has has) {
      Postings postings = index.of(has.term());
      return postings.rare()
          ? Optional.of(
              new Driver(
                  postings.isEmpty() ? List.of() : List.of(has.term()), postings.links(), true))
          : Optional.empty();
    }
    if (condition instanceof All all) {
      return all.conditions()
          .stream()
          .flatMap(one -> of(one, index).stream())
          .min(Comparator.comparingLong(Driver::links))
          .map(one -> new Driver(one.terms, one.links, false));
    }
    return condition instanceof Any any ? ofAny(any, index) : Optional.empty();
  }

  private static Optional<Driver> ofAny(Any any, TermIndex index) {
    List<Term> terms = new ArrayList<>();
    long links = 0;
    boolean exact = true;
    for (Condition one : any.conditions()) {
      Optional<Driver> driver = of(one, index);
      if (driver.isEmpty()) {
        return Optional.empty();
      }
      terms.addAll(driver.get().terms);
      links += driver.get().links;
      exact &= driver.get().exact;
    }
    return terms.size() > MAX_TERMS || links > Vocabulary.MAX_RARE_LINKS
        ? Optional.empty()
        : Optional.of(new Driver(List.copyOf(terms), links, exact));
  }
}
