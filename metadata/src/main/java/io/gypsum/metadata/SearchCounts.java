package io.gypsum.metadata;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
   * Counts the rows of a search.
   *
   * @param hits a statement that selects {@link SearchHits#COLUMNS}
   * @param of the kind of name
   * @param limit maximum number of names
   */
  static SearchCounts read(Connection connection, SqlBuilder hits, NameOf of, long limit)
      throws SQLException {
    String column = of.name().toLowerCase(Locale.ROOT);
    // Window functions see the groups before the limit.
    SqlBuilder sql =
        new SqlBuilder()
            .add(
                "SELECT " + column + ", count(*), sum(count(*)) OVER (), count(*) OVER () FROM (")
            .add(hits)
            .add(") GROUP BY " + column + " ORDER BY 2 DESC, 1 LIMIT ?", limit);
    long documents = 0;
    long names = 0;
    List<DocumentCount> largest = new ArrayList<>();
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        largest.add(new DocumentCount(rows.getString(1), rows.getLong(2)));
        documents = rows.getLong(3);
        names = rows.getLong(4);
      }
    }
    return new SearchCounts(documents, names, largest);
  }
}
