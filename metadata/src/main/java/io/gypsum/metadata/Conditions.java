package io.gypsum.metadata;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.metadata.Condition.All;
import io.gypsum.metadata.Condition.Any;
import io.gypsum.metadata.Condition.Finished;
import io.gypsum.metadata.Condition.Has;
import io.gypsum.metadata.Condition.Named;
import io.gypsum.metadata.Condition.None;
import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.text.Tokens;

/** Makes the conditions of one search, and counts them. */
final class Conditions {
  /** How many words, names and times one search may ask for: as many as SQLite takes in reasonable time. */
  static final int MAX_CONDITIONS = 2_000;
  /** SQLite's own limit. */
  static final int MAX_PATTERN_BYTES = 50_000;
  /** Each costs SQLite a level of its stack. */
  static final int MAX_WILDCARDS = 100;

  private int count;

  private Conditions() {}

  /**
   * The condition for {@code clause}; empty when nothing is left that could be asked for, so that every document fulfils it.
   *
   * @throws GypsumException INVALID when a limit is passed, which the message names
   */
  static Optional<Condition> of(SearchClause clause) {
    return new Conditions().condition(clause);
  }

  private Optional<Condition> condition(SearchClause clause) {
    if (clause instanceof SearchClause.Text text) {
      return text(text);
    }
    if (clause instanceof SearchClause.Name name) {
      count();
      return Optional.of(
          new Named(
              name.of(), name.partial() ? checked(name.name()) : name.name(), name.partial()));
    }
    if (clause instanceof SearchClause.Time time) {
      count();
      return Optional.of(new Finished(time.time(), time.after()));
    }
    if (clause instanceof SearchClause.And and) {
      return joined(and.clauses(), All::new);
    }
    if (clause instanceof SearchClause.Or or) {
      return joined(or.clauses(), Any::new);
    }
    return condition(((SearchClause.Not) clause).clause()).map(None::new);
  }

  private Optional<Condition> joined(
      List<SearchClause> clauses, Function<List<Condition>, Condition> join) {
    List<Condition> conditions = new ArrayList<>();
    for (SearchClause clause : clauses) {
      condition(clause).ifPresent(conditions::add);
    }
    return join(conditions, join);
  }

  private Optional<Condition> text(SearchClause.Text clause) {
    Set<String> words =
        clause.partial() ? Tokens.patternsOf(clause.text()) : Tokens.of(clause.text());
    List<Condition> terms = new ArrayList<>();
    for (String word : words) {
      count();
      boolean pattern = clause.partial() && (word.indexOf('%') >= 0 || word.indexOf('_') >= 0);
      terms.add(new Has(new Term(pattern ? checked(word) : word, pattern, clause.field())));
    }
    return join(terms, All::new);
  }

  private static Optional<Condition> join(
      List<Condition> conditions, Function<List<Condition>, Condition> join) {
    return switch (conditions.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(conditions.get(0));
      default -> Optional.of(join.apply(List.copyOf(conditions)));
    };
  }

  private void count() {
    if (++count > MAX_CONDITIONS) {
      throw GypsumException.invalid(
          "the search asks for more than " + MAX_CONDITIONS
              + " words, names and times: search for less at once");
    }
  }

  private static String checked(String pattern) {
    if (pattern.getBytes(StandardCharsets.UTF_8).length > MAX_PATTERN_BYTES) {
      throw GypsumException.invalid(
          "the pattern '" + Printable.value(pattern) + "' is over " + MAX_PATTERN_BYTES + " bytes");
    }
    // SQLite takes several % in a row for one.
    if (pattern.replaceAll("%+", "%").chars().filter(c -> c == '%').count() > MAX_WILDCARDS) {
      throw GypsumException.invalid(
          "the pattern '" + Printable.value(pattern) + "' has more than " + MAX_WILDCARDS + " %");
    }
    return pattern;
  }
}
