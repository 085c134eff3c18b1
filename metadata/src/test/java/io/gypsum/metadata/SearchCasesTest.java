package io.gypsum.metadata;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.gypsum.metadata.search.QuerySyntaxException;
import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.search.TextQuery;
import io.gypsum.metadata.text.SearchTerms;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@ParameterizedClass
@EnumSource(IndexFile.Variant.class)
class SearchCasesTest {
  @TempDir private static Path directory;

  @Parameter private IndexFile.Variant layout;
  private Path file;

  static Stream<SearchCase> cases() throws Exception {
    return SearchCase.all().stream().filter(one -> !one.isError());
  }

  static Stream<SearchCase> queries() throws Exception {
    return cases().filter(one -> one.query() != null);
  }

  static Stream<SearchCase> errors() throws Exception {
    return SearchCase.all().stream().filter(SearchCase::isError);
  }

  @BeforeEach
  void write() throws Exception {
    file = directory.resolve(layout + ".sqlite3");
    if (!file.toFile().exists()) {
      SmallIndex.writeTo(file, layout);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void clausesFindTheExpectedDocuments(SearchCase one) {
    assertThat(found(one.clause(), one.options())).isEqualTo(one.expected());
  }

  @ParameterizedTest
  @MethodSource("queries")
  void queriesFindTheExpectedDocuments(SearchCase one) {
    assertThat(found(TextQuery.parse(one.query()), one.options())).isEqualTo(one.expected());
  }

  @ParameterizedTest
  @MethodSource("queries")
  void queriesAreParsedIntoTheExpectedClauses(SearchCase one) {
    assertThat(byTerm(TextQuery.parse(one.query()))).isEqualTo(byTerm(one.clause()));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void anInvalidQueryIsRefusedWithPositionAndExpectation(SearchCase one) {
    QuerySyntaxException e =
        catchThrowableOfType(QuerySyntaxException.class, () -> TextQuery.parse(one.query()));

    assertThat(e.position()).isBetween(0, one.query().length());
    assertThat(e.expected()).isNotEmpty();
    assertThat(e).hasMessageContaining("character " + (e.position() + 1))
        .hasMessageContaining(e.expected());
  }

  /** Some cases contain a clause for each term of a word, while the parser creates one for the word. */
  private static SearchClause byTerm(SearchClause clause) {
    if (clause instanceof SearchClause.And and) {
      return SearchClause.allOf(and.clauses().stream().map(SearchCasesTest::byTerm).toList());
    }
    if (clause instanceof SearchClause.Or or) {
      return SearchClause.anyOf(or.clauses().stream().map(SearchCasesTest::byTerm).toList());
    }
    if (clause instanceof SearchClause.Not not) {
      return new SearchClause.Not(byTerm(not.clause()));
    }
    if (clause instanceof SearchClause.Text text && SearchTerms.of(text.text()).size() > 1) {
      List<SearchClause> words = new ArrayList<>();
      for (String word : text.partial()
          ? SearchTerms.patternsOf(text.text())
          : SearchTerms.of(text.text())) {
        words.add(new SearchClause.Text(word, text.field(), text.partial()));
      }
      return SearchClause.allOf(words);
    }
    return clause;
  }

  private List<List<String>> found(SearchClause clause, SearchOptions options) {
    List<List<String>> rows = new ArrayList<>();
    try (
        MetadataDatabase database = MetadataDatabase.open(file);
        SearchHits hits = database.search(clause, options)) {
      hits.forEachRemaining(
          hit -> rows.add(
              List.of(
                  hit.version().project().value(), hit.version().asset().value(),
                  hit.version().version().value(), hit.path().value())));
    }
    return rows;
  }
}
