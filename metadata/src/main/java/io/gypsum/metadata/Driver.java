package io.gypsum.metadata;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.gypsum.metadata.Condition.All;
import io.gypsum.metadata.Condition.Any;
import io.gypsum.metadata.Condition.Has;
import org.jspecify.annotations.Nullable;

/**
 * Terms one of which every document has that fulfils a condition. Whoever goes through their links misses none.
 *
 * @param terms without those that no document has
 * @param links of all terms together
 * @param settled the condition, or the part of it, that every document with one of the terms fulfils; null when there is
 *     none
 */
record Driver(List<Term> terms, long links, @Nullable Condition settled) {
  /** SQLite joins no more selections than 500 into one. */
  static final int MAX_TERMS = 400;
  /** How many hits are wanted at once: what a reader looks at. */
  private static final int PAGE = 100;
  /** How many documents are gone through in the time of one link: they are beside each other, and need no sorting. */
  private static final int DOCUMENTS_PER_LINK = 5;

  /** The best driver; empty when there is none, or going through all documents gives the first hits sooner. */
  static Optional<Driver> of(Condition condition, TermIndex index) {
    double scanned =
        Math.min((double) index.layout().documents(), PAGE / index.share(condition));
    return best(condition, index)
        .filter(driver -> driver.links * DOCUMENTS_PER_LINK <= scanned);
  }

  private static Optional<Driver> best(Condition condition, TermIndex index) {
    if (condition instanceof Has has) {
      Postings postings = index.of(has.term());
      return postings.counted()
          ? Optional.of(
              new Driver(
                  postings.isEmpty() ? List.of() : List.of(has.term()), postings.links(), has))
          : Optional.empty();
    }
    if (condition instanceof All all) {
      return all.conditions()
          .stream()
          .flatMap(one -> best(one, index).stream())
          .min(Comparator.comparingLong(Driver::links));
    }
    return condition instanceof Any any ? ofAny(any, index) : Optional.empty();
  }

  private static Optional<Driver> ofAny(Any any, TermIndex index) {
    List<Term> terms = new ArrayList<>();
    long links = 0;
    boolean settled = true;
    for (Condition one : any.conditions()) {
      Optional<Driver> driver = best(one, index);
      if (driver.isEmpty()) {
        return Optional.empty();
      }
      terms.addAll(driver.get().terms);
      links += driver.get().links;
      settled &= one.equals(driver.get().settled);
    }
    return terms.size() > MAX_TERMS
        ? Optional.empty()
        : Optional.of(new Driver(List.copyOf(terms), links, settled ? any : null));
  }
}
