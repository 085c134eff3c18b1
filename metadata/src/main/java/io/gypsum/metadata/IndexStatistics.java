package io.gypsum.metadata;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import io.gypsum.metadata.sqlite.SqlBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Properties of an index file that decide how it is searched. They differ between files, since only tables and columns are
 * part of the format (metadata.md, section 2), not the indexes of the tables.
 *
 * @param linksIndex the name of an SQL index that finds the links of one document; null if the file has no such index. Also
 *     null if the file has no SQL index on tokens, since counting the links of a token would then read the whole table
 * @param documents the approximate number of documents
 * @param latestShare the share of versions that are the latest of their asset, from 0 to 1
 */
record IndexStatistics(@Nullable String linksIndex, long documents, double latestShare) {
  private static final String LINKS_INDEXES_BY =
      "SELECT i.name FROM pragma_index_list('links') i CROSS JOIN pragma_index_info(i.name) c"
          + " WHERE c.seqno = 0 AND c.name = ? AND NOT i.partial";

  static IndexStatistics read(Connection connection) throws SQLException {
    // A primary key is not always an index that INDEXED BY can name.
    SqlBuilder byDocument = new SqlBuilder().add(LINKS_INDEXES_BY + " AND i.origin <> 'pk'", "pid");
    SqlBuilder byToken = new SqlBuilder().add(LINKS_INDEXES_BY, "tid");
    String documents = firstValue(connection, new SqlBuilder().add("SELECT max(pid) FROM paths"));
    String latest =
        firstValue(connection, new SqlBuilder().add("SELECT avg(latest) FROM versions"));
    return new IndexStatistics(
        firstValue(connection, byToken) == null ? null : firstValue(connection, byDocument),
        documents == null ? 0 : Long.parseLong(documents),
        latest == null ? 1 : Double.parseDouble(latest));
  }

  private static @Nullable String firstValue(Connection connection, SqlBuilder sql)
      throws SQLException {
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getString(1) : null;
    }
  }
}
