package io.gypsum.metadata;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A statement as it grows: its text and, in the order of its question marks, their values. Not thread-safe. */
final class SqlText {
  private final StringBuilder text = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  SqlText add(String sql, Object... parameters) {
    text.append(sql);
    values.addAll(List.of(parameters));
    return this;
  }

  PreparedStatement prepared(Connection connection) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(text.toString());
    try {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  List<Object> values() {
    return List.copyOf(values);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
