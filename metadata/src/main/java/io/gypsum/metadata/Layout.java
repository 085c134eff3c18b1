package io.gypsum.metadata;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * What a file has beyond the tables that every index has (metadata.md, section 2).
 *
 * @param linksByDocument the index by which to find the links of one document; null when there is none, or none for those
 *     of one token either, so that the number of those cannot be had quickly
 */
record Layout(@Nullable String linksByDocument) {
  private static final String INDEXES_BY =
      "SELECT i.name FROM pragma_index_list('links') i CROSS JOIN pragma_index_info(i.name) c"
          + " WHERE c.seqno = 0 AND c.name = ? AND NOT i.partial";

  static Layout of(Connection connection) throws SQLException {
    // What is a key cannot always be named, so it does not count here.
    String byDocument = first(connection, INDEXES_BY + " AND i.origin <> 'pk'", "pid");
    String byToken = first(connection, INDEXES_BY, "tid");
    return new Layout(byToken == null ? null : byDocument);
  }

  private static @Nullable String first(Connection connection, String sql, String column)
      throws SQLException {
    try (PreparedStatement statement = new SqlText().add(sql, column).prepared(connection);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getString(1) : null;
    }
  }
}
