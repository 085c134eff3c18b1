package io.gypsum.metadata;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.search.TextQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SearchFilterTest {
  private static final String STATEMENT =
      "SELECT versions.project, versions.asset, versions.version, paths.path FROM paths"
          + " LEFT JOIN versions ON paths.vid = versions.vid WHERE ";

  @TempDir private Path directory;

  private static List<List<String>> rows(Path file, String condition, List<Object> parameters)
      throws SQLException {
    try (
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        PreparedStatement statement = connection.prepareStatement(STATEMENT + condition)) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      List<List<String>> rows = new ArrayList<>();
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          rows.add(
              IntStream.rangeClosed(1, 4).mapToObj(column -> text(found, column)).toList());
        }
      }
      return rows;
    }
  }

  private static String text(ResultSet row, int column) {
    try {
      return row.getString(column);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private Path smallIndex(IndexFile.Variant layout) throws Exception {
    Path file = directory.resolve(layout + ".sqlite3");
    SmallIndex.writeTo(file, layout);
    return file;
  }

  @ParameterizedTest
  @EnumSource
  void aStatementWithTheConditionFindsWhatASearchFinds(IndexFile.Variant layout)
      throws Exception {
    Path file = smallIndex(layout);
    int compared = 0;
    for (SearchCase one : SearchCase.all()) {
      if (!one.isError()) {
        SearchFilter filter = SearchFilter.of(one.clause());
        String versions = one.options().allVersions() ? "" : " AND versions.latest = 1";
        assertThat(rows(file, filter.where() + versions, filter.parameters())).as("%s", one)
            .containsExactlyInAnyOrderElementsOf(one.expected());
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(10);
  }

  @Test
  void randomClausesFindWhatTheSpecificationDefines() throws Exception {
    Path file = smallIndex(IndexFile.Variant.FAST);
    int compared = 0;
    try (MetadataDatabase database = MetadataDatabase.open(file)) {
      for (int seed = 0; seed < 500; seed++) {
        SearchClause clause = new RandomSearch(seed).clause(3);
        if (SearchCondition.of(clause).stream().allMatch(c -> c.documentChecks().isEmpty())) {
          SearchFilter filter = SearchFilter.of(clause);
          assertThat(rows(file, filter.where(), filter.parameters())).as("%s", clause)
              .containsExactlyInAnyOrderElementsOf(search(database, clause));
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(100);
  }

  private static List<List<String>> search(MetadataDatabase database, SearchClause clause) {
    List<List<String>> rows = new ArrayList<>();
    try (SearchHits hits =
        database.search(clause, SearchOptions.DEFAULTS.withAllVersions(true))) {
      hits.forEachRemaining(
          hit -> rows.add(
              List.of(
                  hit.version().project().value(), hit.version().asset().value(),
                  hit.version().version().value(), hit.path().value())));
    }
    return rows;
  }

  @Test
  void theConditionCanBeCombinedWithOthers() throws Exception {
    SearchFilter filter = SearchFilter.of(TextQuery.parse("mouse OR human"));

    assertThat(filter.where()).startsWith("(").endsWith(")").doesNotContain("mouse");
    assertThat(filter.parameters()).containsExactly("mouse", "human");
    assertThat(
        rows(
            smallIndex(IndexFile.Variant.PUBLIC), filter.where() + " AND FALSE",
            filter.parameters()))
        .isEmpty();
  }

  @Test
  void aClauseWithoutTermsIsAlwaysTrue() {
    assertThat(SearchFilter.of(SearchClause.text("..."))).isEqualTo(
        new SearchFilter("TRUE", List.of()));
  }

  @Test
  void theLargestConditionIsRun() throws Exception {
    SearchFilter filter =
        SearchFilter.of(
            SearchClause.anyOf(
                IntStream.range(0, SearchCondition.MAX_TESTS)
                    .mapToObj(i -> SearchClause.text("w" + i))
                    .collect(Collectors.toList())));

    assertThat(filter.parameters()).hasSize(SearchCondition.MAX_TESTS);
    assertThat(
        rows(smallIndex(IndexFile.Variant.FAST), filter.where(), filter.parameters()))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"mouse brain\"", "rows:>5", "NOT (paired:=true OR mouse)"})
  void whatTheIndexDoesNotContainIsRefused(String query) {
    SearchClause clause = TextQuery.parse(query);
    assertThatThrownBy(() -> SearchFilter.of(clause)).isInstanceOf(GypsumException.class)
        .hasMessageContaining("phrases, numbers and booleans cannot be part of an SQL condition");
  }
}
