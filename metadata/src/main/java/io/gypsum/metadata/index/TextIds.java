package io.gypsum.metadata.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The numbers of texts in a table of an index: tokens, or fields. A text that is not there is added. Those that were used
 * last are remembered, a bounded number of them: a few thousand words make up most of all texts. Not thread-safe.
 */
final class TextIds implements AutoCloseable {
  private final PreparedStatement select;
  private final PreparedStatement insert;
  private final int remembered;
  private long next;
  private Map<String, Long> young = new HashMap<>();
  private Map<String, Long> old = new HashMap<>();
  /** Whether a text that is not remembered is surely new. */
  private boolean all;

  /** @param remembered how many at most */
  TextIds(Connection connection, String table, String id, String text, int remembered)
      throws SQLException {
    this.select =
        connection.prepareStatement(
            "SELECT " + id + " FROM " + table + " WHERE " + text + " = ?");
    this.insert =
        connection.prepareStatement(
            "INSERT INTO " + table + " (" + id + ", " + text + ") VALUES (?, ?)");
    this.remembered = remembered;
    this.next = 1 + Sql.number(connection, "SELECT ifnull(max(" + id + "), 0) FROM " + table);
    this.all = next == 1;
  }

  long of(String text) throws SQLException {
    Long id = young.get(text);
    if (id == null) {
      id = old.get(text);
      if (id == null) {
        id = all ? add(text) : find(text);
      }
      remember(text, id);
    }
    return id;
  }

  private void remember(String text, Long id) {
    if (young.size() >= remembered / 2) {
      all &= old.isEmpty();
      old = young;
      young = new HashMap<>();
    }
    young.put(text, id);
  }

  private long find(String text) throws SQLException {
    select.setString(1, text);
    try (ResultSet found = select.executeQuery()) {
      if (found.next()) {
        return found.getLong(1);
      }
    }
    return add(text);
  }

  private long add(String text) throws SQLException {
    insert.setLong(1, next);
    insert.setString(2, text);
    insert.executeUpdate();
    return next++;
  }

  @Override
  public void close() throws SQLException {
    select.close();
    insert.close();
  }
}
