package io.gypsum.metadata;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.search.TextQuery;
import io.gypsum.metadata.sqlite.SqlBuilder;
import io.gypsum.metadata.sqlite.SqliteConnections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The plans of searches and how SQLite executes them, on an index with all indexes that make it fast. */
class SearchPlanTest {
  private static final TermLookup.LookupLimits COUNT_ALL = TermLookup.LookupLimits.DEFAULT;
  /** Nothing is counted, so that searches scan and test each document. */
  private static final TermLookup.LookupLimits COUNT_NONE = new TermLookup.LookupLimits(32, 0, 0);
  /** Nothing is counted, and the tokens of a pattern are not listed. */
  private static final TermLookup.LookupLimits LIST_NONE = new TermLookup.LookupLimits(0, 0, 0);

  private static final String RANGE_OF_TOKENS =
      "SEARCH t USING COVERING INDEX \\S+ \\(token>\\? AND token<\\?\\)";

  @TempDir private Path directory;
  private Connection connection;

  @BeforeEach
  void open() throws Exception {
    Path file = SmallIndex.writeTo(directory.resolve("index"), IndexFile.Variant.FAST);
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
    for (TermLookup.LookupLimits limits : List.of(COUNT_ALL, COUNT_NONE, LIST_NONE)) {
      assertThat(sqlitePlan(search(query, limits)))
          .noneMatch(step -> step.matches("SCAN (l|links|p|paths)\\b.*"))
          .noneMatch(step -> step.contains("AUTOMATIC"));
    }
  }

  @Test
  void aScanReadsDocumentsInTheOrderOfHitsSoThatTheFirstHitsComeAtOnce() throws Exception {
    assertThat(sqlitePlan(search("brain AND title:neur% NOT mouse", COUNT_NONE)))
        .containsSubsequence(
            "SCAN v", "SEARCH p USING COVERING INDEX paths_by_version (vid=?)",
            "SEARCH l USING COVERING INDEX links_by_document (pid=? AND tid=?)")
        .noneMatch(step -> step.contains("TEMP B-TREE"));
  }

  @Test
  void aRareTermDrivesTheSearch() throws Exception {
    assertThat(sqlitePlan(search("gamma1", COUNT_ALL)))
        .contains(
            "SEARCH l USING PRIMARY KEY (tid=?)", "SEARCH p USING INTEGER PRIMARY KEY (rowid=?)");
    assertThat(sqlitePlan(search("title:keywords OR gamma1", COUNT_ALL)))
        .noneMatch(step -> step.startsWith("SCAN v"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      // The documents that a scan is expected to read: 100 hits times 10,000 documents over the count.
      "n1000 | 100 | n1000",
      "n1001 | 100 | SCAN",
      "n1001 | 99 | SCAN",
      "n100 | 1 | n100",
      "n101 | 1 | SCAN",
      "n3000 | 100 | SCAN",
      "n3000 n2000 | 100 | SCAN",
      "n2000 n1000 | 100 | n1000",
      "n3000 many | 100 | SCAN",
      "n1001 | 9223372036854775807 | SCAN",
      "many | 9223372036854775807 | SCAN",
      "n300 OR n200 | 100 | n300 n200",
      "n300 OR n200 AND n3000 | 100 | n300 n200",
      "n900 OR n800 | 100 | SCAN",
      "n3 OR many | 100 | SCAN",
      "NOT n3 | 100 | SCAN",
      "n300 NOT n3 | 100 | n300",
      "(n3 OR many) n400 | 100 | n400"})
  void theRarestCountedGroupDrivesIfAScanWouldReadMoreDocuments(
      String query, long limit, String expected) {
    SearchCondition condition = SearchCondition.of(TextQuery.parse(query)).orElseThrow();
    Map<TermQuery, PostingList> postings = new HashMap<>();
    condition.terms()
        .distinct()
        .forEach(
            term -> {
              boolean counted = !term.word().equals("many");
              long links = counted ? Long.parseLong(term.word().substring(1)) : 10_001;
              postings.put(term, new PostingList(List.of(links), null, null, links, counted));
            });
    IndexStatistics statistics = new IndexStatistics("links_by_document", 10_000, 1);

    SearchPlan plan =
        new SearchPlanner(postings, statistics)
            .plan(condition, SearchOptions.DEFAULTS.withLimit(limit));

    if (expected.equals("SCAN")) {
      assertThat(plan).isInstanceOf(SearchPlan.Scan.class);
    } else {
      assertThat(plan)
          .isInstanceOfSatisfying(
              SearchPlan.Drive.class,
              drive -> assertThat(drive.group()).isEqualTo(List.of(listOf(expected))));
    }
  }

  /** Returns the merged list of the terms with these names; in this test, the row id of a token is its count. */
  private static PostingList listOf(String terms) {
    List<Long> counts =
        Arrays.stream(terms.split(" ")).map(term -> Long.valueOf(term.substring(1))).toList();
    return new PostingList(
        counts, null, null, counts.stream().mapToLong(Long::longValue).sum(), true);
  }

  @Test
  void aConjunctionTestsTheRarestTermFirst() throws Exception {
    assertThat(links("gamma1")).isLessThan(links("brain"));
    assertThat(links("brain")).isLessThan(links("mouse"));
    assertThat(search("NOT (mouse gamma1 brain)", COUNT_ALL).toString())
        .containsSubsequence(
            "tid IN (" + token("gamma1") + ")", "tid IN (" + token("brain") + ")",
            "tid IN (" + token("mouse") + ")");
  }

  @Test
  void aDisjunctionTestsTheMostFrequentTermFirst() throws Exception {
    assertThat(search("NOT ((gamma1 title) OR (mouse title) OR title:brain)", COUNT_ALL).toString())
        .containsSubsequence(
            "tid IN (" + token("mouse") + ")", "tid IN (" + token("gamma1") + ")");
  }

  @Test
  void columnsAreTestedBeforeTerms() throws Exception {
    SearchClause clause =
        SearchClause.text("gamma1").and(SearchClause.project("p")).and(SearchClause.text("brain"));
    assertThat(search(clause.not(), COUNT_ALL).toString())
        .containsSubsequence("v.project = ?", "FROM links", "FROM links");
  }

  @Test
  void aTestReadsAShortPostingListAtOnceAndLooksUpDocumentsInALongOne() {
    SearchPlanner planner =
        new SearchPlanner(Map.of(), new IndexStatistics("links_by_document", 10_000, 1));
    PostingList list = new PostingList(List.of(1L), null, null, 2_000, true);

    assertThat(planner.isReadAtOnce(list, 1_000)).isTrue();
    assertThat(planner.isReadAtOnce(list.withLinks(2_001, true), 1_000)).isFalse();
    assertThat(planner.isReadAtOnce(list.withLinks(2_000, false), 1_000)).isFalse();
  }

  @Test
  void theTestsOfAConjunctionAreExpectedToSeeFewerAndFewerDocuments() {
    Map<TermQuery, PostingList> postings = new HashMap<>();
    for (long count : List.of(1_000L, 1_500L, 1_600L)) {
      postings.put(
          new TermQuery("n" + count, false, null),
          new PostingList(List.of(count), null, null, count, true));
    }
    SearchPlanner planner =
        new SearchPlanner(postings, new IndexStatistics("links_by_document", 10_000, 1));
    SearchCondition condition =
        SearchCondition.of(TextQuery.parse("n1600 n1500 n1000")).orElseThrow();

    // 1,000 documents are looked up in the first list, which is read in one step, and 150 in the second one.
    assertThat(
        SearchStatement
            .of(condition, planner, SearchOptions.DEFAULTS, null, SearchOrder.INDEX)
            .toString())
        .contains("d.pid IN (SELECT l.pid FROM links l WHERE l.tid IN (1500))")
        .contains("l.pid = d.pid AND l.tid IN (1600)");
  }

  @Test
  void wordsOfADisjunctionAreOneTest() throws Exception {
    String sql =
        search("NOT (brain OR mouse OR title:liver OR title:neuron)", COUNT_ALL).toString();

    assertThat(sql.split("SELECT l.pid|SELECT 1", -1)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"neur%", "neur_n%", "データ%"})
  void thePrefixOfAPatternBecomesARangeOfTokens(String pattern) throws Exception {
    assertRangeOfTokens(pattern);
    try (Statement statement = connection.createStatement()) {
      // The unique index of the table is sufficient.
      statement.execute("DROP INDEX tokens_without_case");
    }
    assertRangeOfTokens(pattern);
  }

  private void assertRangeOfTokens(String pattern) throws Exception {
    assertThat(sqlitePlan(tokensLike(pattern))).singleElement().asString().matches(RANGE_OF_TOKENS);
  }

  @Test
  void onlyAPatternWithoutAPrefixReadsAllTokens() throws Exception {
    assertThat(sqlitePlan(tokensLike("%seq"))).singleElement().asString().startsWith("SCAN t");
  }

  private static SqlBuilder tokensLike(String pattern) {
    SqlBuilder tokens = new SqlBuilder().add("SELECT t.tid FROM tokens t WHERE ");
    new TermQuery(pattern, true, null).addTokenCondition(tokens);
    return tokens;
  }

  @Test
  void aPatternOfManyTokensReadsThemBeforeTheirLinks() throws Exception {
    SqlBuilder links = new SqlBuilder();
    new PostingList(List.of(), new TermQuery("neur%", true, null), 3L, 0, true)
        .addSelectDocuments(links);

    assertThat(sqlitePlan(links)).hasSize(2).first().asString().matches(RANGE_OF_TOKENS);
    assertThat(sqlitePlan(links)).last().isEqualTo("SEARCH l USING PRIMARY KEY (tid=? AND fid=?)");
  }

  private SqlBuilder search(String query, TermLookup.LookupLimits limits) throws Exception {
    return search(TextQuery.parse(query), limits);
  }

  private SqlBuilder search(SearchClause clause, TermLookup.LookupLimits limits) throws Exception {
    IndexStatistics statistics = IndexStatistics.read(connection);
    SearchCondition condition = SearchCondition.of(clause).orElseThrow();
    SearchPlanner planner =
        new SearchPlanner(
            new TermLookup(connection, limits, statistics).lookUp(condition), statistics);
    return SearchStatement.of(
        condition, planner, SearchOptions.DEFAULTS.withLimit(100), null, SearchOrder.INDEX);
  }

  private List<String> sqlitePlan(SqlBuilder sql) throws Exception {
    SqlBuilder explain =
        new SqlBuilder().add("EXPLAIN QUERY PLAN " + sql, sql.values().toArray());
    try (
        PreparedStatement statement = explain.prepare(connection);
        ResultSet rows = statement.executeQuery()) {
      List<String> steps = new ArrayList<>();
      while (rows.next()) {
        steps.add(rows.getString("detail"));
      }
      return steps;
    }
  }

  private long token(String word) throws Exception {
    return SqliteConnections.number(
        connection, "SELECT tid FROM tokens WHERE token = '" + word + "'");
  }

  private long links(String word) throws Exception {
    return SqliteConnections.number(
        connection, "SELECT count(*) FROM links WHERE tid = " + token(word));
  }
}
