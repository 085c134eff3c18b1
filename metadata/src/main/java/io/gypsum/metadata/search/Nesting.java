package io.gypsum.metadata.search;

import java.util.List;
import java.util.function.Function;

import io.gypsum.core.GypsumException;

/**
 * Keeps clauses from becoming so deep that walking them could overflow the stack. Each is checked as it is made, so the
 * check itself never goes deeper than the limit.
 */
final class Nesting {
  private Nesting() {}

  /** All parts of {@code clauses}, as the children of one clause. */
  static List<SearchClause> joined(
      List<SearchClause> clauses, Function<SearchClause, List<SearchClause>> parts) {
    if (clauses.size() < 2) {
      throw GypsumException.invalid(
          "nothing to join: expected at least two clauses, found " + clauses.size());
    }
    List<SearchClause> joined =
        clauses.stream().flatMap(clause -> parts.apply(clause).stream()).toList();
    check(joined);
    return joined;
  }

  /** @throws GypsumException INVALID when a clause with these children would be too deep */
  static void check(List<SearchClause> children) {
    if (1 + deepest(children) > SearchClause.MAX_DEPTH) {
      throw GypsumException.invalid(
          "the clauses are nested over " + SearchClause.MAX_DEPTH + " deep: take some apart");
    }
  }

  private static int depth(SearchClause clause) {
    if (clause instanceof SearchClause.And and) {
      return 1 + deepest(and.clauses());
    }
    if (clause instanceof SearchClause.Or or) {
      return 1 + deepest(or.clauses());
    }
    return clause instanceof SearchClause.Not not ? 1 + depth(not.clause()) : 1;
  }

  private static int deepest(List<SearchClause> clauses) {
    int deepest = 0;
    for (SearchClause clause : clauses) {
      deepest = Math.max(deepest, depth(clause));
    }
    return deepest;
  }
}
