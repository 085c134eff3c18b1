package io.gypsum.metadata;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.text.SearchTerms;

/** Evaluates clauses on one document in the simplest way (metadata.md, section 4). */
record Evaluation(TestDocument document) {

  /** Returns whether the document matches; a clause without any term, name or time matches. */
  boolean matches(SearchClause clause) {
    return value(clause).orElse(true);
  }

  private Optional<Boolean> value(SearchClause clause) {
    if (clause instanceof SearchClause.Text text) {
      return text(text);
    }
    if (clause instanceof SearchClause.Phrase phrase) {
      return phrase(phrase);
    }
    if (clause instanceof SearchClause.NumberIs is) {
      return hasNumber(is.field(), number -> is.relation().holds(number, is.number()));
    }
    if (clause instanceof SearchClause.NumberBetween between) {
      return hasNumber(
          between.field(),
          number -> between.from().compareTo(number) <= 0 && number.compareTo(between.to()) <= 0);
    }
    if (clause instanceof SearchClause.BooleanIs is) {
      return Optional.of(document.values(is.field()).anyMatch(Boolean.valueOf(is.value())::equals));
    }
    if (clause instanceof SearchClause.Name name) {
      String actual = switch (name.of()) {
        case PROJECT -> document.project();
        case ASSET -> document.asset();
        case VERSION -> document.versionName();
        case PATH -> document.path();
        case USER -> document.user();
      };
      return Optional.of(
          name.partial() ? isLike(actual, name.name()) : actual.equals(name.name()));
    }
    if (clause instanceof SearchClause.Time time) {
      boolean after = document.seconds() > time.time().getEpochSecond();
      return Optional.of(after == time.after());
    }
    if (clause instanceof SearchClause.And and) {
      return values(and.clauses()).reduce((a, b) -> a && b);
    }
    if (clause instanceof SearchClause.Or or) {
      return values(or.clauses()).reduce((a, b) -> a || b);
    }
    return value(((SearchClause.Not) clause).clause()).map(held -> !held);
  }

  private Stream<Boolean> values(List<SearchClause> clauses) {
    return clauses.stream().flatMap(clause -> value(clause).stream());
  }

  private Optional<Boolean> text(SearchClause.Text clause) {
    Set<String> words =
        clause.partial() ? SearchTerms.patternsOf(clause.text()) : SearchTerms.of(clause.text());
    return words.stream()
        .map(
            word -> tokens(clause.field()).anyMatch(
                token -> clause.partial() ? isLike(token, word) : token.equals(word)))
        .reduce((a, b) -> a && b);
  }

  private Optional<Boolean> phrase(SearchClause.Phrase clause) {
    List<String> phrase = SearchTerms.sequenceOf(clause.text());
    return phrase.isEmpty()
        ? Optional.empty()
        : Optional.of(
            document.texts(clause.field())
                .map(SearchTerms::sequenceOf)
                .anyMatch(terms -> Collections.indexOfSubList(terms, phrase) >= 0));
  }

  private Optional<Boolean> hasNumber(String field, Predicate<BigDecimal> matches) {
    return Optional.of(
        document.values(field)
            .anyMatch(value -> value instanceof BigDecimal number && matches.test(number)));
  }

  private Stream<String> tokens(String field) {
    return document.texts(field).flatMap(text -> SearchTerms.of(text).stream());
  }

  private static boolean isLike(String text, String pattern) {
    if (pattern.isEmpty()) {
      return text.isEmpty();
    }
    int p = pattern.codePointAt(0);
    String rest = pattern.substring(Character.charCount(p));
    if (p == '%') {
      return isLike(text, rest) || (!text.isEmpty() && isLike(tail(text), pattern));
    }
    return !text.isEmpty() && (p == '_' || lower(p) == lower(text.codePointAt(0)))
        && isLike(tail(text), rest);
  }

  private static String tail(String text) {
    return text.substring(Character.charCount(text.codePointAt(0)));
  }

  private static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c;
  }
}
