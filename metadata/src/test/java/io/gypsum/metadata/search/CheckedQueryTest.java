package io.gypsum.metadata.search;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class CheckedQueryTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
      "... | 0", "mouse & brain | 6", "a OR ... | 5", "NOT (...) | 5", "title:... | 6",
      "a \"*\" | 2", "🧬 dna | 0",
      "a && b | 2", "^ | 0"})
  void aWordWithoutSearchTermsIsRefused(String query, int position) {
    QuerySyntaxException e =
        catchThrowableOfType(QuerySyntaxException.class, () -> CheckedQuery.parse(query));

    assertThat(e.position()).as(e.getMessage()).isEqualTo(position);
    assertThat(e.expected()).contains("a word with letters or digits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mouse (brain OR title: x)", "% OR ? OR *", "a,b HLA-DRA/B 10.1/x",
      "\"-\"", "naïve データ"})
  void otherQueriesMeanTheSameAsWithoutTheCheck(String query) {
    assertThat(CheckedQuery.parse(query).clause()).isEqualTo(TextQuery.parse(query));
  }

  @Test
  void theFieldsAreListedWithTheirPositions() {
    assertThat(CheckedQuery.parse("a title: b (x.y:(c) OR \"z:d\")").fields())
        .containsExactly(
            new CheckedQuery.FieldName("title", 2), new CheckedQuery.FieldName("x.y", 12));
  }
}
