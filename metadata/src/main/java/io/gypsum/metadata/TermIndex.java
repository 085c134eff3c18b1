package io.gypsum.metadata;

import java.util.List;
import java.util.Map;

/** What a database knows of the terms of one search. */
record TermIndex(Map<Term, Postings> postings, Layout layout) {
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
