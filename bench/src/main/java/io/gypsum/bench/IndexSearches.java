package io.gypsum.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.metadata.MetadataDatabase;
import io.gypsum.metadata.SearchHits;
import io.gypsum.metadata.SearchOptions;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.metadata.index.IndexOptions;
import io.gypsum.metadata.index.MetadataIndexer;
import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.search.TextQuery;
import io.gypsum.store.ReadStore;
import io.gypsum.store.disk.DiskReadStore;

/**
 * Searches a large index: processor time for the first hits, compared with the statement that existing clients send.
 */
final class IndexSearches implements BenchmarkScenario {
  /** Without documents, which the statement of existing clients does not read either. */
  private static final SearchOptions OPTIONS = SearchOptions.DEFAULTS.withDocuments(false);
  private static final int HITS = 100;
  private static final int WARM_UPS = 20;
  private static final int ROUNDS = 31;
  private static final double MAX_MILLIS = 15;
  private static final double MIN_SPEEDUP = 15;
  /** A tenth of the period in which the versions of the registry were created. */
  private static final Instant TIME_FROM = Instant.parse("2023-06-01T00:00:00Z");
  private static final Instant TIME_TO = Instant.parse("2023-08-25T00:00:00Z");

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  @Override
  public String name() {
    return "searches in an index";
  }

  /** One query of each kind, with words of all frequencies. */
  private static Map<String, SearchClause> searches() {
    Map<String, SearchClause> searches = new LinkedHashMap<>();
    searches.put("a word", TextQuery.parse("pancreas"));
    searches.put("a frequent word", TextQuery.parse("dataset"));
    searches.put("three words", TextQuery.parse("mouse brain neuron"));
    searches.put("a word in a field", TextQuery.parse("title: neuron"));
    searches.put("a prefix", TextQuery.parse("neur%"));
    searches.put("a prefix in a field", TextQuery.parse("title: neur%"));
    searches.put(
        "one of five words", TextQuery.parse("islet OR retina OR aorta OR spleen OR thymus"));
    searches.put("not a word", TextQuery.parse("NOT mouse"));
    searches.put(
        "mixed", TextQuery.parse("(title: neur% OR astrocyte) human NOT (cancer OR melanoma)"));
    searches.put(
        "a name prefix",
        new SearchClause.Name(SearchClause.NameOf.ASSET, "zeisel%", true));
    searches.put(
        "a time range",
        SearchClause.after(TIME_FROM).and(SearchClause.notAfter(TIME_TO)));
    return searches;
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    GeneratedRegistry registry = GeneratedRegistry.large(bench);
    Path directory = bench.path("searched-index");
    try (ReadStore store = DiskReadStore.open(registry.directory())) {
      new MetadataIndexer(
          store, directory, List.of(IndexClass.parse("_bioconductor.json")),
          IndexOptions.DEFAULTS).fresh();
    }
    Path index = directory.resolve("bioconductor.sqlite3");
    String of = ", first " + HITS + " of " + registry.documents() + " documents";
    try (MetadataDatabase database = MetadataDatabase.open(index)) {
      for (Map.Entry<String, SearchClause> search : searches().entrySet()) {
        double millis =
            median(
                () -> found(database, search.getValue(), OPTIONS.withLimit(HITS)));
        report.figure(
            search.getKey() + of, millis, "ms", new Bound.AtMost(MAX_MILLIS, "ms"));
      }
      for (String query : new String[] {"neur%", "title: neur%"}) {
        compare(database, index, query, report);
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  /** Compares the first hits of both sides, each in its own order. */
  private void compare(MetadataDatabase database, Path index, String query, Report report)
      throws IOException, SQLException {
    SearchClause clause = TextQuery.parse(query);
    String field = query.startsWith("title:")
        ? " AND links.fid = (SELECT fid FROM fields WHERE field = 'title')"
        : "";
    String theirs =
        "SELECT project, asset, version, path, user, time FROM paths"
            + " LEFT JOIN versions ON paths.vid = versions.vid WHERE versions.latest = 1"
            + " AND paths.pid IN (SELECT pid FROM links"
            + " LEFT JOIN tokens ON tokens.tid = links.tid WHERE tokens.token LIKE 'neur%'"
            + field + ")";
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + index)) {
      long ours = found(database, clause, OPTIONS);
      if (ours != rows(connection, theirs)) {
        throw new IOException("the two sides of " + query + " differ in their hits");
      }
      compare(
          query + ", first " + HITS, report, new Bound.AtMost(1 / MIN_SPEEDUP, ""),
          () -> found(database, clause, OPTIONS.withLimit(HITS)),
          () -> rows(connection, theirs + " LIMIT " + HITS));
      compare(
          query + ", all " + ours, report, new Bound.None(),
          () -> found(database, clause, OPTIONS), () -> rows(connection, theirs));
    }
  }

  private void compare(
      String what, Report report, Bound bound, Runnable ours, Runnable theirs)
      throws IOException {
    Rounds.Pair<Double> millis =
        Rounds.interleaved(9, () -> millis(ours), () -> millis(theirs));
    report.comparison(
        what + ", compared with the SQL statement of existing clients",
        Rounds.median(millis.ours()),
        Rounds.median(millis.theirs()), "ms", bound);
  }

  private static long found(
      MetadataDatabase database, SearchClause clause, SearchOptions options) {
    long count = 0;
    try (SearchHits hits = database.search(clause, options)) {
      while (hits.hasNext()) {
        hits.next();
        count++;
      }
    }
    return count;
  }

  private static long rows(Connection connection, String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      long count = 0;
      while (rows.next()) {
        count += rows.getString(4).isEmpty() ? 0 : 1;
      }
      return count;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private double median(Runnable search) {
    for (int i = 0; i < WARM_UPS; i++) {
      search.run();
    }
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      millis.add(millis(search));
    }
    return Rounds.median(millis);
  }

  /**
   * Returns the milliseconds of processor time that this thread needs; they depend little on other load of the machine.
   */
  private double millis(Runnable search) {
    long start = threads.getCurrentThreadCpuTime();
    search.run();
    return (threads.getCurrentThreadCpuTime() - start) / 1e6;
  }
}
