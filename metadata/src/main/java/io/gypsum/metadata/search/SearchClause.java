package io.gypsum.metadata.search;

import java.time.Instant;
import java.util.List;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * What a document must be like to be found (metadata.md, section 4). Immutable; made by the factories here and put
 * together from left to right:
 *
 * <pre>{@code
 * SearchClause brains =
 *     SearchClause.text("neur%").asPattern().in("title")
 *         .and(SearchClause.project("scRNAseq").or(SearchClause.user("LTLA")))
 *         .and(SearchClause.text("human").not());
 * }</pre>
 *
 * <p>A pattern is one of SQL's {@code LIKE}: {@code %} stands for any characters, {@code _} for any one, and the case of
 * ASCII letters does not matter. Everything else is compared exactly.
 */
public sealed interface SearchClause {
  /** How many clauses may stand within each other; an <em>and</em> within an <em>and</em> counts as one. */
  int MAX_DEPTH = 100;

  /**
   * All tokens of the text are in the document, wherever. A text without tokens ({@code "..."}) asks for nothing: it is
   * left out, together with what it is the whole of.
   *
   * @param field the one field that must have them all, exactly named; null for any
   * @param partial whether the text's words are patterns of tokens
   */
  record Text(String text, @Nullable String field, boolean partial) implements SearchClause {
    /** This, in one field only. */
    public Text in(String name) {
      return new Text(text, name, partial);
    }

    /** This, with the words taken as patterns. */
    public Text asPattern() {
      return new Text(text, field, true);
    }
  }

  /** What of a document's place or origin a {@link Name} is. */
  enum NameOf {
    PROJECT, ASSET, VERSION,
    /** Below the version. */
    PATH,
    /** Who uploaded the version. */
    USER
  }

  /**
   * One of a document's names is this.
   *
   * @param partial whether {@code name} is a pattern
   */
  record Name(NameOf of, String name, boolean partial) implements SearchClause {
    /** This, with the name taken as a pattern. */
    public Name asPattern() {
      return new Name(of, name, true);
    }
  }

  /** The version was finished after that time, or else at it or before. */
  record Time(Instant time, boolean after) implements SearchClause {}

  /** All of them hold; those that are <em>and</em> themselves become part of this one. */
  record And(List<SearchClause> clauses) implements SearchClause {
    /** @throws GypsumException INVALID when there are fewer than two clauses, or the depth is over the limit */
    public And {
      clauses = Nesting.joined(
          clauses, clause -> clause instanceof And and ? and.clauses() : List.of(clause));
    }
  }

  /** At least one of them holds; those that are <em>or</em> themselves become part of this one. */
  record Or(List<SearchClause> clauses) implements SearchClause {
    /** @throws GypsumException INVALID when there are fewer than two clauses, or the depth is over the limit */
    public Or {
      clauses = Nesting.joined(
          clauses, clause -> clause instanceof Or or ? or.clauses() : List.of(clause));
    }
  }

  /** It does not hold. */
  record Not(SearchClause clause) implements SearchClause {
    /** @throws GypsumException INVALID when the depth is over the limit */
    public Not {
      Nesting.check(List.of(clause));
    }
  }

  static Text text(String text) {
    return new Text(text, null, false);
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
   * All of {@code clauses}; a single one is itself.
   *
   * @throws GypsumException INVALID when there is none, or the depth is over the limit
   */
  static SearchClause allOf(List<? extends SearchClause> clauses) {
    return clauses.size() == 1 ? clauses.get(0) : new And(List.copyOf(clauses));
  }

  /**
   * At least one of {@code clauses}; a single one is itself.
   *
   * @throws GypsumException INVALID when there is none, or the depth is over the limit
   */
  static SearchClause anyOf(List<? extends SearchClause> clauses) {
    return clauses.size() == 1 ? clauses.get(0) : new Or(List.copyOf(clauses));
  }

  /** @throws GypsumException INVALID when the depth is over the limit */
  default SearchClause and(SearchClause other) {
    return new And(List.of(this, other));
  }

  /** @throws GypsumException INVALID when the depth is over the limit */
  default SearchClause or(SearchClause other) {
    return new Or(List.of(this, other));
  }

  /**
   * The opposite; that of an opposite is what it was.
   *
   * @throws GypsumException INVALID when the depth is over the limit
   */
  default SearchClause not() {
    return this instanceof Not not ? not.clause() : new Not(this);
  }
}
