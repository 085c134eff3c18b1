package io.gypsum.metadata;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.gypsum.metadata.Condition.All;
import io.gypsum.metadata.Condition.Any;
import io.gypsum.metadata.Condition.Has;
import org.jspecify.annotations.Nullable;

/**
 * Terms by whose links documents are collected, instead of going through all documents: every document that fulfils a
 * condition has one term of each group. So whoever keeps what the links of all groups lead to misses none.
 *
 * @param groups at least one; without terms that no document has
 * @param settled those parts of the condition that every such document fulfils
 * @param links of all terms together
 * @param documents that are left, about
 */
record Driver(List<List<Term>> groups, Set<Condition> settled, long links, double documents) {
  /** SQLite joins no more selections than 500 into one. */
  static final int MAX_TERMS = 400;
  private static final int MAX_GROUPS = 50;
  /** How many hits are wanted at once: what a reader looks at. */
  private static final int PAGE = 100;

  // What each takes in microseconds, on one machine: what matters is how they compare.
  private static final double COLLECT_LINK = 0.3;
  private static final double SORT_HIT = 2;
  private static final double GO_TO_DOCUMENT = 0.2;
  private static final double LOOK_UP = 1.1;

  /**
   * The best driver; empty when there is none, or going through all documents gives the first hits sooner.
   *
   * @param allVersions whether documents of all versions would be gone through
   */
  static Optional<Driver> of(Condition condition, TermIndex index, boolean allVersions) {
    return group(condition, index)
        .map(driver -> driver.narrowed(condition, index))
        .filter(
            driver -> driver.micros(condition, index) <= scanMicros(
                condition, index, allVersions));
  }

  /** To go through documents until there are enough hits. */
  private static double scanMicros(Condition condition, TermIndex index, boolean allVersions) {
    Layout layout = index.layout();
    double there = layout.documents() * (allVersions ? 1 : layout.latestShare());
    double scanned = Math.min(there, PAGE / index.share(condition));
    return scanned * (GO_TO_DOCUMENT + LOOK_UP * index.expectedCost(condition));
  }

  /** To collect documents, ask each for the rest of the condition, and sort the hits. */
  private double micros(Condition condition, TermIndex index) {
    Condition rest = rest(condition);
    double asking = rest == null ? 0 : LOOK_UP * index.expectedCost(rest);
    double share = rest == null ? 1 : index.share(rest);
    return COLLECT_LINK * links + documents * (asking + SORT_HIT * share);
  }

  /** What is not settled; null when all is. */
  private @Nullable Condition rest(Condition condition) {
    if (settled.contains(condition)) {
      return null;
    }
    return condition instanceof All all
        ? new All(all.conditions().stream().filter(one -> !settled.contains(one)).toList())
        : condition;
  }

  /** With those further parts of an All whose links are sooner collected than asked for. */
  private Driver narrowed(Condition condition, TermIndex index) {
    if (!(condition instanceof All all)) {
      return this;
    }
    List<Driver> others =
        all.conditions()
            .stream()
            .filter(one -> !settled.contains(one))
            .flatMap(one -> group(one, index).filter(other -> other.settles(one)).stream())
            .sorted(Comparator.comparingLong(Driver::links))
            .toList();
    Driver narrowed = this;
    for (Driver other : others) {
      Condition part = other.settled.iterator().next();
      double asking = narrowed.documents * LOOK_UP * index.cost(part);
      if (COLLECT_LINK * other.links < asking && narrowed.groups.size() < MAX_GROUPS) {
        narrowed = narrowed.and(other, index.share(part));
      }
    }
    return narrowed;
  }

  private boolean settles(Condition condition) {
    return settled.contains(condition);
  }

  private Driver and(Driver other, double share) {
    List<List<Term>> both = new ArrayList<>(groups);
    both.addAll(other.groups);
    Set<Condition> settledByBoth = new HashSet<>(settled);
    settledByBoth.addAll(other.settled);
    return new Driver(
        List.copyOf(both), Set.copyOf(settledByBoth), links + other.links, documents * share);
  }

  /** The best driver of one group. */
  private static Optional<Driver> group(Condition condition, TermIndex index) {
    if (condition instanceof Has has) {
      Postings postings = index.of(has.term());
      return postings.counted()
          ? Optional.of(
              of(postings.isEmpty() ? List.of() : List.of(has.term()), postings.links(), has))
          : Optional.empty();
    }
    if (condition instanceof All all) {
      return all.conditions()
          .stream()
          .flatMap(one -> group(one, index).stream())
          .min(Comparator.comparingLong(Driver::links));
    }
    return condition instanceof Any any ? groupOfAny(any, index) : Optional.empty();
  }

  private static Optional<Driver> groupOfAny(Any any, TermIndex index) {
    List<Term> terms = new ArrayList<>();
    long links = 0;
    boolean settled = true;
    for (Condition one : any.conditions()) {
      Optional<Driver> driver = group(one, index);
      if (driver.isEmpty()) {
        return Optional.empty();
      }
      terms.addAll(driver.get().groups.get(0));
      links += driver.get().links;
      settled &= driver.get().settles(one);
    }
    return terms.size() > MAX_TERMS
        ? Optional.empty()
        : Optional.of(of(terms, links, settled ? any : null));
  }

  private static Driver of(List<Term> terms, long links, @Nullable Condition settled) {
    return new Driver(
        List.of(List.copyOf(terms)), settled == null ? Set.of() : Set.of(settled), links, links);
  }
}
