package io.gypsum.metadata;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.metadata.DocumentCheck.Bound;
import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.search.SearchClause.NameOf;
import io.gypsum.metadata.search.SearchClause.Relation;
import io.gypsum.metadata.text.SearchTerms;

/**
 * The condition on a document that a {@link SearchClause} stands for: texts are split into search terms, and parts without
 * any term are left out.
 */
sealed interface SearchCondition {
  /** Maximum number of terms, names and times in one search; SQLite plans larger statements too slowly. */
  int MAX_TESTS = 2_000;
  /** Maximum number of tests for which a document has to be read: it is read for each of them. */
  int MAX_DOCUMENT_CHECKS = 50;
  /** Maximum length of a {@code LIKE} pattern in UTF-8, a limit of SQLite. */
  int MAX_PATTERN_BYTES = 50_000;
  /** Maximum number of {@code %} in a pattern; SQLite recurses for each of them. */
  int MAX_WILDCARDS = 100;

  /** The document contains a term. */
  record HasTerm(TermQuery term) implements SearchCondition {}

  /** The document fulfills a test for which it has to be read. */
  record DocumentHas(DocumentCheck test) implements SearchCondition {}

  /** @param pattern whether {@code value} is a {@code LIKE} pattern */
  record NameIs(NameOf of, String value, boolean pattern) implements SearchCondition {}

  /** @param after whether the version was finished after {@code time}; otherwise at {@code time} or before */
  record FinishedAt(Instant time, boolean after) implements SearchCondition {}

  /** At least two conditions, all of which must hold. */
  record AllOf(List<SearchCondition> parts) implements SearchCondition {}

  /** At least two conditions, one of which must hold. */
  record AnyOf(List<SearchCondition> parts) implements SearchCondition {}

  /** A condition that must not hold. */
  record NoneOf(SearchCondition part) implements SearchCondition {}

  /** Returns the terms of all parts, with repetitions. */
  default Stream<TermQuery> terms() {
    return leaves()
        .flatMap(leaf -> leaf instanceof HasTerm has ? Stream.of(has.term) : Stream.of());
  }

  /** Returns the distinct tests of all parts for which a document has to be read. */
  default List<DocumentCheck> documentChecks() {
    return leaves()
        .flatMap(leaf -> leaf instanceof DocumentHas has ? Stream.of(has.test) : Stream.of())
        .distinct()
        .toList();
  }

  private Stream<SearchCondition> leaves() {
    if (this instanceof AllOf all) {
      return all.parts.stream().flatMap(SearchCondition::leaves);
    }
    if (this instanceof AnyOf any) {
      return any.parts.stream().flatMap(SearchCondition::leaves);
    }
    return this instanceof NoneOf none ? none.part.leaves() : Stream.of(this);
  }

  /**
   * Returns the condition for a clause; empty if the clause contains no term, name or time and so matches every document.
   *
   * @throws GypsumException INVALID if a limit is exceeded; the message names the limit
   */
  static Optional<SearchCondition> of(SearchClause clause) {
    return new Translator().condition(clause);
  }

  /** Translates one clause and counts its tests. */
  final class Translator {
    private int tests;
    private int documentChecks;

    private Translator() {}

    private Optional<SearchCondition> condition(SearchClause clause) {
      if (clause instanceof SearchClause.Text text) {
        return text(text);
      }
      if (clause instanceof SearchClause.Phrase phrase) {
        return phrase(phrase);
      }
      if (clause instanceof SearchClause.NumberIs is) {
        return number(is.field(), new Bound(is.relation(), is.number()));
      }
      if (clause instanceof SearchClause.NumberBetween between) {
        return number(
            between.field(), new Bound(Relation.GREATER_OR_EQUAL, between.from()),
            new Bound(Relation.LESS_OR_EQUAL, between.to()));
      }
      if (clause instanceof SearchClause.BooleanIs is) {
        return Optional.of(
            documentCheck(new DocumentCheck.HasBoolean(is.field(), is.value())));
      }
      if (clause instanceof SearchClause.Name name) {
        count();
        String value = name.partial() ? checkedPattern(name.name()) : name.name();
        return Optional.of(new NameIs(name.of(), value, name.partial()));
      }
      if (clause instanceof SearchClause.Time time) {
        count();
        return Optional.of(new FinishedAt(time.time(), time.after()));
      }
      if (clause instanceof SearchClause.And and) {
        return join(conditions(and.clauses()), AllOf::new);
      }
      if (clause instanceof SearchClause.Or or) {
        return join(conditions(or.clauses()), AnyOf::new);
      }
      return condition(((SearchClause.Not) clause).clause()).map(NoneOf::new);
    }

    private List<SearchCondition> conditions(List<SearchClause> clauses) {
      List<SearchCondition> conditions = new ArrayList<>();
      for (SearchClause clause : clauses) {
        condition(clause).ifPresent(conditions::add);
      }
      return conditions;
    }

    private Optional<SearchCondition> text(SearchClause.Text clause) {
      Set<String> words =
          clause.partial() ? SearchTerms.patternsOf(clause.text()) : SearchTerms.of(clause.text());
      List<SearchCondition> terms = new ArrayList<>();
      for (String word : words) {
        count();
        boolean pattern = clause.partial() && (word.indexOf('%') >= 0 || word.indexOf('_') >= 0);
        terms.add(
            new HasTerm(
                new TermQuery(pattern ? checkedPattern(word) : word, pattern, clause.field())));
      }
      return join(terms, AllOf::new);
    }

    /** The terms of a phrase select the documents to read. */
    private Optional<SearchCondition> phrase(SearchClause.Phrase clause) {
      Optional<SearchCondition> terms =
          text(new SearchClause.Text(clause.text(), clause.field(), false));
      List<String> sequence = SearchTerms.sequenceOf(clause.text());
      if (sequence.size() < 2) {
        return terms;
      }
      SearchCondition adjacent =
          documentCheck(new DocumentCheck.HasPhrase(sequence, clause.field()));
      return terms.map(all -> new AllOf(List.of(all, adjacent)));
    }

    private Optional<SearchCondition> number(String field, Bound... bounds) {
      return Optional.of(documentCheck(new DocumentCheck.HasNumber(field, List.of(bounds))));
    }

    private SearchCondition documentCheck(DocumentCheck test) {
      count();
      if (++documentChecks > MAX_DOCUMENT_CHECKS) {
        throw GypsumException.invalid(
            "the search has more than " + MAX_DOCUMENT_CHECKS
                + " phrases and comparisons: split it into several searches");
      }
      return new DocumentHas(test);
    }

    private static Optional<SearchCondition> join(
        List<SearchCondition> parts, Function<List<SearchCondition>, SearchCondition> join) {
      return switch (parts.size()) {
        case 0 -> Optional.empty();
        case 1 -> Optional.of(parts.get(0));
        default -> Optional.of(join.apply(List.copyOf(parts)));
      };
    }

    private void count() {
      if (++tests > MAX_TESTS) {
        throw GypsumException.invalid(
            "the search has more than " + MAX_TESTS
                + " words, names and times: split it into several searches");
      }
    }

    private static String checkedPattern(String pattern) {
      if (pattern.getBytes(StandardCharsets.UTF_8).length > MAX_PATTERN_BYTES) {
        throw GypsumException.invalid(
            "the pattern '" + Printable.value(pattern) + "' is longer than " + MAX_PATTERN_BYTES
                + " bytes");
      }
      // SQLite treats several % in a row as one.
      if (pattern.replaceAll("%+", "%").chars().filter(c -> c == '%').count() > MAX_WILDCARDS) {
        throw GypsumException.invalid(
            "the pattern '" + Printable.value(pattern) + "' contains more than " + MAX_WILDCARDS
                + " '%' wildcards");
      }
      return pattern;
    }
  }
}
