package io.gypsum.metadata.search;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.search.SearchClause.Relation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.gypsum.metadata.search.SearchClause.phrase;
import static io.gypsum.metadata.search.SearchClause.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class TextQueryFormatTest {

  static Stream<SearchClause> inexpressible() {
    return Stream.of(
        text(""), text("two words"), text("\"AND\""), text("a").asPattern(),
        text("-a%").asPattern(), text("a").in(""), text("a").in("9"),
        text("a").in("b c"), text("a").in("b:c"), text("").in("title"),
        phrase("a \" b"), phrase("a b").in(""), phrase("a"), text("a:b"),
        SearchClause.project("a \"b"), SearchClause.project("p").asPattern(),
        SearchClause.number("n", Relation.LESS, BigDecimal.TEN.pow(100)),
        SearchClause.between("n", BigDecimal.TEN, BigDecimal.ONE), SearchClause.bool("a b", true),
        text("5..6").in("n").asPattern(),
        SearchClause.after(Instant.MAX), SearchClause.notAfter(Instant.MIN), text("@user:a"),
        text("a").and(SearchClause.user("").not()), new SearchClause.Not(text("a").not()));
  }

  @ParameterizedTest
  @MethodSource("inexpressible")
  void clausesThatATextQueryCannotExpressAreRefused(SearchClause clause) {
    GypsumException e =
        catchThrowableOfType(GypsumException.class, () -> TextQuery.format(clause));

    assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID);
    assertThat(e).hasMessageStartingWith("a text query");
  }

  @Test
  void clausesThatNeedTooManyParenthesesAreRefused() {
    SearchClause deep = text("a");
    while (depth(deep) < QueryParser.MAX_PARENTHESES + 2) {
      deep = text("a").or(text("b").and(deep));
    }
    SearchClause tooDeep = deep;

    GypsumException e =
        catchThrowableOfType(GypsumException.class, () -> TextQuery.format(tooDeep));

    assertThat(e)
        .hasMessageContaining("at most " + QueryParser.MAX_PARENTHESES + " nested parentheses");
  }

  /** Returns the depth of parentheses that the clause needs. */
  private static int depth(SearchClause clause) {
    return clause instanceof SearchClause.Or or
        ? 1 + depth(((SearchClause.And) or.clauses().get(1)).clauses().get(1))
        : 0;
  }
}
