package io.gypsum.metadata.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Builds a statement: its text, and the values of its question marks in order. Not thread-safe. */
public final class SqlBuilder {
  private final StringBuilder text = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  /** Appends SQL text and one value for each question mark in it. */
  public SqlBuilder add(String sql, Object... parameters) {
    text.append(sql);
    values.addAll(List.of(parameters));
    return this;
  }

  /** Appends another statement with its values. */
  public SqlBuilder add(SqlBuilder other) {
    text.append(other.text);
    values.addAll(other.values);
    return this;
  }

  /**
   * Appends operands of one operator as a balanced tree of parentheses. SQLite limits the depth of expressions, and a list without
   * parentheses is as deep as it is long.
   *
   * @param operands at least one; each appends its own SQL
   */
  public void addNested(String operator, List<? extends Consumer<SqlBuilder>> operands) {
    if (operands.size() == 1) {
      operands.get(0).accept(this);
      return;
    }
    int half = operands.size() / 2;
    add("(");
    addNested(operator, operands.subList(0, half));
    add(operator);
    addNested(operator, operands.subList(half, operands.size()));
    add(")");
  }

  /** Prepares the statement with its values; the caller closes it. */
  public PreparedStatement prepare(Connection connection) throws SQLException {
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

  public List<Object> values() {
    return List.copyOf(values);
  }

  /** Returns the text of the statement, with question marks. */
  @Override
  public String toString() {
    return text.toString();
  }
}
