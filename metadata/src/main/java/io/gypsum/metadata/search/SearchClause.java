package io.gypsum.metadata.search;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * A condition on the documents to find (metadata.md, section 4). Immutable. Clauses are created by the factory methods and
 * combined from left to right:
 *
 * <pre>{@code
 * SearchClause brains =
 *     SearchClause.text("neur%").asPattern().in("title")
 *         .and(SearchClause.project("scRNAseq").or(SearchClause.user("LTLA")))
 *         .and(SearchClause.text("human").not());
 * }</pre>
 *
 * <p>Patterns are those of SQL's {@code LIKE}: {@code %} matches any characters, {@code _} matches one character, and the
 * case of ASCII letters is ignored. Everything else is compared exactly.
 */
public sealed interface SearchClause {
  /** Maximum nesting depth of clauses; nested conjunctions and nested disjunctions are flattened first. */
  int MAX_DEPTH = 100;

  /**
   * The document contains all search terms of a text, in any place and order. A text without search terms ({@code "..."})
   * is ignored, and so is a clause that consists only of ignored clauses.
   *
   * @param field the name of the field that must contain all terms; null for any fields
   * @param partial whether the words of the text are patterns
   */
  record Text(String text, @Nullable String field, boolean partial) implements SearchClause {
    /** Returns this clause restricted to one field. */
    public Text in(String name) {
      return new Text(text, name, partial);
    }

    /** Returns this clause with its words as patterns. */
    public Text asPattern() {
      return new Text(text, field, true);
    }
  }

  /**
   * One string of the document contains the search terms of a text next to each other, in this order. Punctuation between
   * them does not count. A phrase without search terms is ignored, as a {@link Text} is.
   *
   * @param field the name of the field that must contain the string; null for any field
   */
  record Phrase(String text, @Nullable String field) implements SearchClause {
    /** Returns this clause restricted to one field. */
    public Phrase in(String name) {
      return new Phrase(text, name);
    }
  }

  /** How a number of a document is compared with another one. */
  enum Relation {
    EQUAL("="), LESS("<"), LESS_OR_EQUAL("<="), GREATER(">"), GREATER_OR_EQUAL(">=");

    private final String written;

    Relation(String written) {
      this.written = written;
    }

    /** Returns whether {@code number} is in this relation to {@code other}. */
    public boolean holds(BigDecimal number, BigDecimal other) {
      int order = number.compareTo(other);
      return switch (this) {
        case EQUAL -> order == 0;
        case LESS -> order < 0;
        case LESS_OR_EQUAL -> order <= 0;
        case GREATER -> order > 0;
        case GREATER_OR_EQUAL -> order >= 0;
      };
    }

    /** Returns the form in text queries. */
    @Override
    public String toString() {
      return written;
    }
  }

  /** A field of the document contains a number in a relation to another one; they are compared exactly. */
  record NumberIs(String field, Relation relation, BigDecimal number) implements SearchClause {}

  /** A field of the document contains a number from {@code from} to {@code to}, both inclusive. */
  record NumberBetween(String field, BigDecimal from, BigDecimal to) implements SearchClause {}

  /** A field of the document contains {@code true} or {@code false}, not as text. */
  record BooleanIs(String field, boolean value) implements SearchClause {}

  /** The property with which a {@link Name} is compared: a column of the index. */
  enum NameOf {
    PROJECT, ASSET, VERSION,
    /** The path of the document below the version. */
    PATH,
    /** The user who uploaded the version. */
    USER
  }

  /**
   * One of the document's names equals a name or matches a pattern.
   *
   * @param partial whether {@code name} is a pattern
   */
  record Name(NameOf of, String name, boolean partial) implements SearchClause {
    /** Returns this clause with the name as a pattern. */
    public Name asPattern() {
      return new Name(of, name, true);
    }
  }

  /** @param after whether the version was finished after {@code time}; otherwise at {@code time} or before */
  record Time(Instant time, boolean after) implements SearchClause {}

  /** All clauses match. Clauses that are conjunctions themselves are replaced with their parts. */
  record And(List<SearchClause> clauses) implements SearchClause {
    /** @throws GypsumException INVALID if there are fewer than two clauses, or they are nested too deeply */
    public And {
      clauses = flattened(
          clauses, clause -> clause instanceof And and ? and.clauses() : List.of(clause));
    }
  }

  /** At least one clause matches. Clauses that are disjunctions themselves are replaced with their parts. */
  record Or(List<SearchClause> clauses) implements SearchClause {
    /** @throws GypsumException INVALID if there are fewer than two clauses, or they are nested too deeply */
    public Or {
      clauses = flattened(
          clauses, clause -> clause instanceof Or or ? or.clauses() : List.of(clause));
    }
  }

  /** The clause does not match. */
  record Not(SearchClause clause) implements SearchClause {
    /** @throws GypsumException INVALID if the clause is nested too deeply */
    public Not {
      requireDepth(List.of(clause));
    }
  }

  static Text text(String text) {
    return new Text(text, null, false);
  }

  static Phrase phrase(String text) {
    return new Phrase(text, null);
  }

  static NumberIs number(String field, Relation relation, BigDecimal number) {
    return new NumberIs(field, relation, number);
  }

  static NumberBetween between(String field, BigDecimal from, BigDecimal to) {
    return new NumberBetween(field, from, to);
  }

  static BooleanIs bool(String field, boolean value) {
    return new BooleanIs(field, value);
  }

  static Name project(String name) {
    return new Name(NameOf.PROJECT, name, false);
  }

  static Name asset(String name) {
    return new Name(NameOf.ASSET, name, false);
  }

  static Name version(String name) {
    return new Name(NameOf.VERSION, name, false);
  }

  static Name path(String path) {
    return new Name(NameOf.PATH, path, false);
  }

  static Name user(String name) {
    return new Name(NameOf.USER, name, false);
  }

  static Time after(Instant time) {
    return new Time(time, true);
  }

  static Time notAfter(Instant time) {
    return new Time(time, false);
  }

  /**
   * Returns the conjunction of {@code clauses}; a single clause is returned unchanged.
   *
   * @throws GypsumException INVALID if there is no clause, or they are nested too deeply
   */
  static SearchClause allOf(List<? extends SearchClause> clauses) {
    return clauses.size() == 1 ? clauses.get(0) : new And(List.copyOf(clauses));
  }

  /**
   * Returns the disjunction of {@code clauses}; a single clause is returned unchanged.
   *
   * @throws GypsumException INVALID if there is no clause, or they are nested too deeply
   */
  static SearchClause anyOf(List<? extends SearchClause> clauses) {
    return clauses.size() == 1 ? clauses.get(0) : new Or(List.copyOf(clauses));
  }

  /** @throws GypsumException INVALID if the clauses are nested too deeply */
  default SearchClause and(SearchClause other) {
    return new And(List.of(this, other));
  }

  /** @throws GypsumException INVALID if the clauses are nested too deeply */
  default SearchClause or(SearchClause other) {
    return new Or(List.of(this, other));
  }

  /**
   * Returns the negation of this clause; the negation of a negation is the original clause.
   *
   * @throws GypsumException INVALID if the clause is nested too deeply
   */
  default SearchClause not() {
    return this instanceof Not not ? not.clause() : new Not(this);
  }

  /** Replaces each clause with its parts, and checks the result as the children of one clause. */
  private static List<SearchClause> flattened(
      List<SearchClause> clauses, Function<SearchClause, List<SearchClause>> parts) {
    if (clauses.size() < 2) {
      throw GypsumException.invalid(
          "too few clauses to combine: expected at least two clauses, found " + clauses.size());
    }
    List<SearchClause> flat =
        clauses.stream().flatMap(clause -> parts.apply(clause).stream()).toList();
    requireDepth(flat);
    return flat;
  }

  /**
   * Checks the depth of a clause with these children, so that recursive code cannot overflow the stack. The check does not
   * recurse deeper than the limit, since every clause is checked when it is created.
   */
  private static void requireDepth(List<SearchClause> children) {
    if (1 + maxDepth(children) > MAX_DEPTH) {
      throw GypsumException.invalid(
          "the clauses are nested deeper than " + MAX_DEPTH + " levels: simplify the search");
    }
  }

  private static int depth(SearchClause clause) {
    if (clause instanceof And and) {
      return 1 + maxDepth(and.clauses());
    }
    if (clause instanceof Or or) {
      return 1 + maxDepth(or.clauses());
    }
    return clause instanceof Not not ? 1 + depth(not.clause()) : 1;
  }

  private static int maxDepth(List<SearchClause> clauses) {
    return clauses.stream().mapToInt(SearchClause::depth).max().orElse(0);
  }
}
