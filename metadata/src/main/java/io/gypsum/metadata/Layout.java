package io.gypsum.metadata;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * What matters of a file besides the tables that every index has (metadata.md, section 2).
 *
 * @param linksByDocument the index by which to find the links of one document; null when there is none, or none for those
 *     of one token either, so that they cannot be counted quickly
 * @param documents how many there are, about
 * @param latestShare of the versions that are latest, from 0 to 1
 */
record Layout(@Nullable String linksByDocument, long documents, double latestShare) {
  private static final String INDEXES_BY =
      "SELECT i.name FROM pragma_index_list('links') i CROSS JOIN pragma_index_info(i.name) c"
          + " WHERE c.seqno = 0 AND c.name = ? AND NOT i.partial";

  static Layout of(Connection connection) throws SQLException {
    // What is a key cannot always be named, so it does not count here.
    SqlText byDocument = new SqlText().add(INDEXES_BY + " AND i.origin <> 'pk'", "pid");
    SqlText byToken = new SqlText().add(INDEXES_BY, "tid");
    String documents = first(connection, new SqlText().add("SELECT max(pid) FROM paths"));
    String latest = first(connection, new SqlText().add("SELECT avg(latest) FROM versions"));
    return new Layout(
        first(connection, byToken) == null ? null : first(connection, byDocument),
        documents == null ? 0 : Long.parseLong(documents),
        latest == null ? 1 : Double.parseDouble(latest));
  }

  private static @Nullable String first(Connection connection, SqlText sql) throws SQLException {
    try (PreparedStatement statement = sql.prepared(connection);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getString(1) : null;
    }
  }
}
