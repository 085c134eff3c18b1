package io.gypsum.metadata;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import io.gypsum.metadata.search.SearchClause.NameOf;
import io.gypsum.metadata.sqlite.SqlBuilder;

/**
 * The number of documents that a search finds, in total and for each name of one kind, such as each project.
 *
 * @param documents all documents that the search finds
 * @param names the number of different names
 * @param largest the names with the most documents, sorted by this number and then by name; at most the limit of the search
 */
public record SearchCounts(long documents, long names, List<DocumentCount> largest) {
  /** No documents. */
  public static final SearchCounts NONE = new SearchCounts(0, 0, List.of());

  public SearchCounts {
    largest = List.copyOf(largest);
  }

  /**
   * Counts the rows of a search by several kinds of names. The search runs once.
   *
   * @param hits a statement that selects {@link SearchHits#COLUMNS}
   * @param of the kinds of names, at least one
   * @param limit maximum number of names of each kind
   * @return the counts by each kind, in the order of {@code of}
   */
  static List<SearchCounts> read(
      Connection connection, SqlBuilder hits, List<NameOf> of, long limit) throws SQLException {
    String columns = of.stream().map(SearchCounts::column).collect(Collectors.joining(", "));
    SqlBuilder sql =
        new SqlBuilder()
            .add("WITH found AS MATERIALIZED (SELECT " + columns + ", count(*) AS n FROM (")
            .add(hits)
            .add(") GROUP BY " + columns + ")");
    for (int i = 0; i < of.size(); i++) {
      // Window functions see the groups before the limit.
      sql.add(
          (i == 0 ? "" : " UNION ALL") + " SELECT * FROM (SELECT " + i + ", " + column(of.get(i))
              + ", sum(n), sum(sum(n)) OVER (), count(*) OVER () FROM found GROUP BY 2"
              + " ORDER BY 3 DESC, 2 LIMIT ?)",
          limit);
    }
    List<SearchCounts> counts = new ArrayList<>(Collections.nCopies(of.size(), NONE));
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        DocumentCount next = new DocumentCount(rows.getString(2), rows.getLong(3));
        List<DocumentCount> largest = new ArrayList<>(counts.get(rows.getInt(1)).largest());
        largest.add(next);
        counts.set(rows.getInt(1), new SearchCounts(rows.getLong(4), rows.getLong(5), largest));
      }
    }
    return counts;
  }

  private static String column(NameOf of) {
    return of.name().toLowerCase(Locale.ROOT);
  }
}
