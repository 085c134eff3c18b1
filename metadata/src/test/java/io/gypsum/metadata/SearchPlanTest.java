package io.gypsum.metadata;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.metadata.search.TextQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** How SQLite goes about it, on an index with all that makes it quick. */
class SearchPlanTest {
  /** So that terms are collected. */
  private static final Thresholds COLLECT = Thresholds.DEFAULTS;
  /** So that each document is asked for a term, token by token. */
  private static final Thresholds ASK = new Thresholds(32, 0, 0, 0);
  /** So that each document is asked for a term, and all its links are gone through. */
  private static final Thresholds ASK_FOR_MANY = new Thresholds(0, 0, 0, 0);

  private static final String RANGE_OF_TOKENS =
      "SEARCH t USING COVERING INDEX \\S+ \\(token>\\? AND token<\\?\\)";

  @TempDir private Path directory;
  private Connection connection;

  @BeforeEach
  void open() throws Exception {
    Path file = SmallIndex.writeTo(directory.resolve("index"), IndexFile.Layout.FAST);
    connection = DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
          "brain", "neur%", "%seq", "%", "title:brain", "title:neur%",
          "brain OR neur% OR title:liver",
          "NOT brain", "brain AND mouse NOT title:neur%", "under_score%"})
  void neitherLinksNorDocumentsAreReadFromEndToEnd(String query) throws Exception {
    for (Thresholds thresholds : List.of(COLLECT, ASK, ASK_FOR_MANY)) {
      assertThat(plan(search(query, thresholds)))
          .noneMatch(step -> step.matches("SCAN (l|links|p|paths)\\b.*"))
          .noneMatch(step -> step.contains("AUTOMATIC"));
    }
  }

  @Test
  void whatIsAskedForComesInOrderSoThatTheFirstHitsComeAtOnce() throws Exception {
    assertThat(plan(search("brain AND title:neur% NOT mouse", ASK)))
        .containsSubsequence(
            "SCAN v", "SEARCH p USING COVERING INDEX paths_by_version (vid=?)",
            "SEARCH l USING COVERING INDEX links_by_document (pid=? AND tid=?)")
        .noneMatch(step -> step.contains("TEMP B-TREE"));
  }

  @Test
  void whatIsRareIsGoneThrough() throws Exception {
    assertThat(plan(search("gamma1", COLLECT)))
        .contains(
            "SEARCH l USING PRIMARY KEY (tid=?)", "SEARCH p USING INTEGER PRIMARY KEY (rowid=?)");
    assertThat(plan(search("title:keywords OR gamma1", COLLECT)))
        .noneMatch(step -> step.startsWith("SCAN v"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"neur%", "neur_n%", "データ%"})
  void theStartOfAPatternIsARangeOfTokens(String pattern) throws Exception {
    assertRangeOfTokens(pattern);
    try (Statement statement = connection.createStatement()) {
      // The tables alone will do.
      statement.execute("DROP INDEX tokens_without_case");
    }
    assertRangeOfTokens(pattern);
  }

  private void assertRangeOfTokens(String pattern) throws Exception {
    SqlText tokens = new SqlText().add("SELECT t.tid FROM tokens t WHERE ");
    LinksSql.like(tokens, new Term(pattern, true, null));

    assertThat(plan(tokens)).singleElement().asString().matches(RANGE_OF_TOKENS);
  }

  @Test
  void onlyAPatternWithoutAStartReadsAllTokens() throws Exception {
    SqlText tokens = new SqlText().add("SELECT t.tid FROM tokens t WHERE ");
    LinksSql.like(tokens, new Term("%seq", true, null));

    assertThat(plan(tokens)).singleElement().asString().startsWith("SCAN t");
  }

  @Test
  void aTermOfManyTokensIsLookedUpByThem() throws Exception {
    SqlText links = new SqlText();
    LinksSql.selectDocuments(
        links, new Term("neur%", true, null), new Postings(null, 3L, 0, true, true));

    assertThat(plan(links)).hasSize(2).first().asString().matches(RANGE_OF_TOKENS);
    assertThat(plan(links)).last().isEqualTo("SEARCH l USING PRIMARY KEY (tid=? AND fid=?)");
  }

  private SqlText search(String query, Thresholds thresholds) throws Exception {
    Layout layout = Layout.of(connection);
    Condition condition = Conditions.of(TextQuery.parse(query)).orElseThrow();
    return Translation.of(
        condition, new Vocabulary(connection, thresholds, layout).lookUp(condition), false, null);
  }

  private List<String> plan(SqlText sql) throws Exception {
    SqlText explain = new SqlText().add("EXPLAIN QUERY PLAN " + sql, sql.values().toArray());
    try (
        PreparedStatement statement = explain.prepared(connection);
        ResultSet rows = statement.executeQuery()) {
      List<String> steps = new ArrayList<>();
      while (rows.next()) {
        steps.add(rows.getString("detail"));
      }
      return steps;
    }
  }
}
