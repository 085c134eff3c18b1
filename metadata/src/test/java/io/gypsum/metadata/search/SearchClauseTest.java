package io.gypsum.metadata.search;

import java.time.Instant;
import java.util.List;

import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.Test;

import static io.gypsum.metadata.search.SearchClause.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SearchClauseTest {
  private static final SearchClause A = text("a");
  private static final SearchClause B = text("b");
  private static final SearchClause C = text("c");

  @Test
  void nestedConjunctionsAndDisjunctionsAreFlattened() {
    assertThat(A.and(B).and(C)).isEqualTo(new SearchClause.And(List.of(A, B, C)));
    assertThat(A.or(B.or(C))).isEqualTo(new SearchClause.Or(List.of(A, B, C)));
    assertThat(A.and(B.or(C))).isEqualTo(new SearchClause.And(List.of(A, B.or(C))));
  }

  @Test
  void theNegationOfANegationIsTheClause() {
    assertThat(A.not().not()).isSameAs(A);
  }

  @Test
  void aSingleClauseIsNotWrapped() {
    assertThat(SearchClause.allOf(List.of(A))).isSameAs(A);
    assertThat(SearchClause.anyOf(List.of(A))).isSameAs(A);
  }

  @Test
  void anEmptyListCannotBeCombined() {
    assertThatThrownBy(() -> SearchClause.allOf(List.of())).isInstanceOf(GypsumException.class)
        .hasMessageContaining("at least two clauses, found 0");
  }

  @Test
  void factoriesCreateTheExpectedClauses() {
    assertThat(text("a%").asPattern().in("title"))
        .isEqualTo(new SearchClause.Text("a%", "title", true));
    assertThat(SearchClause.user("u%").asPattern())
        .isEqualTo(new SearchClause.Name(SearchClause.NameOf.USER, "u%", true));
    assertThat(SearchClause.notAfter(Instant.EPOCH))
        .isEqualTo(new SearchClause.Time(Instant.EPOCH, false));
  }

  @Test
  void clausesCanBeNestedUpToTheLimitOnly() {
    SearchClause deep = A;
    for (int depth = 1; depth < SearchClause.MAX_DEPTH; depth++) {
      deep = depth % 2 == 0 ? deep.and(B) : deep.or(B);
    }
    SearchClause deepest = deep;

    assertThatThrownBy(() -> deepest.not()).isInstanceOf(GypsumException.class)
        .hasMessageContaining("deeper than " + SearchClause.MAX_DEPTH + " levels");
    assertThatThrownBy(() -> deepest.and(B).or(C)).isInstanceOf(GypsumException.class);
  }
}
