package io.gypsum.metadata;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What a database knows of the terms of one search. */
record TermIndex(Map<Term, Postings> postings, Layout layout) {
  /** Not even 0, since it divides. */
  private static final double NEVER = 1e-9;

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

  /** How many look-ups it takes to ask one document for {@code condition}, about. */
  double cost(Condition condition) {
    if (condition instanceof Condition.Has has) {
      List<Long> tokens = of(has.term()).tokens();
      return tokens == null ? Thresholds.DEFAULTS.namedTokens() : tokens.size();
    }
    if (condition instanceof Condition.All all) {
      return all.conditions().stream().mapToDouble(this::cost).sum();
    }
    if (condition instanceof Condition.Any any) {
      return any.conditions().stream().mapToDouble(this::cost).sum();
    }
    return condition instanceof Condition.None none ? cost(none.condition()) : 0;
  }

  /** The same when asking ends as soon as it is decided, what decides most being asked first. */
  double expectedCost(Condition condition) {
    if (condition instanceof Condition.All all) {
      return expectedCost(decidingFirst(all), this::share);
    }
    if (condition instanceof Condition.Any any) {
      return expectedCost(decidingFirst(any), one -> 1 - share(one));
    }
    return condition instanceof Condition.None none
        ? expectedCost(none.condition())
        : cost(condition);
  }

  /** @param goingOn how often the next one has to be asked, too */
  private double expectedCost(
      List<Condition> conditions, ToDoubleFunction<Condition> goingOn) {
    double sum = 0;
    double reached = 1;
    for (Condition one : conditions) {
      sum += reached * expectedCost(one);
      reached *= goingOn.applyAsDouble(one);
    }
    return sum;
  }

  /** First what decides most for its cost: that makes the others needless. */
  List<Condition> decidingFirst(Condition.All all) {
    return sorted(all.conditions(), one -> 1 - share(one));
  }

  List<Condition> decidingFirst(Condition.Any any) {
    return sorted(any.conditions(), this::share);
  }

  private List<Condition> sorted(
      List<Condition> conditions, ToDoubleFunction<Condition> deciding) {
    return conditions.stream()
        .sorted(
            Comparator.comparingDouble(
                one -> cost(one) / Math.max(NEVER, deciding.applyAsDouble(one))))
        .toList();
  }

  /**
   * Which share of all documents fulfils {@code condition}, about, as if words came and went independently. Of names and
   * times nothing is known; they cost nothing.
   */
  double share(Condition condition) {
    if (condition instanceof Condition.Has has) {
      return Math.min(1, of(has.term()).links() / (double) Math.max(1, layout.documents()));
    }
    if (condition instanceof Condition.All all) {
      return all.conditions().stream().mapToDouble(this::share).reduce(1, (a, b) -> a * b);
    }
    if (condition instanceof Condition.Any any) {
      return Math.min(1, any.conditions().stream().mapToDouble(this::share).sum());
    }
    return condition instanceof Condition.None none ? 1 - share(none.condition()) : 1;
  }
}
