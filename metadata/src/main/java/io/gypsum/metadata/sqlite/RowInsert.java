package io.gypsum.metadata.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * A prepared statement that inserts rows into one table, with values set by column name. All columns must be set before
 * the first {@link #execute}; later rows keep the values that are not set again. Not thread-safe.
 */
public final class RowInsert implements AutoCloseable {
  private final IndexTable table;
  private final PreparedStatement statement;

  private RowInsert(Connection connection, IndexTable table, String verb) throws SQLException {
    this.table = table;
    this.statement = connection.prepareStatement(table.insert(verb, 1));
  }

  /** Prepares inserts that fail if a row with the same key exists. */
  public static RowInsert into(Connection connection, IndexTable table) throws SQLException {
    return new RowInsert(connection, table, "INSERT");
  }

  /** Prepares inserts that replace a row with the same key. */
  public static RowInsert orReplace(Connection connection, IndexTable table) throws SQLException {
    return new RowInsert(connection, table, "INSERT OR REPLACE");
  }

  public RowInsert set(String column, String value) throws SQLException {
    statement.setString(table.parameter(column), value);
    return this;
  }

  public RowInsert set(String column, long value) throws SQLException {
    statement.setLong(table.parameter(column), value);
    return this;
  }

  public RowInsert set(String column, double value) throws SQLException {
    statement.setDouble(table.parameter(column), value);
    return this;
  }

  public RowInsert set(String column, boolean value) throws SQLException {
    statement.setInt(table.parameter(column), value ? 1 : 0);
    return this;
  }

  public RowInsert set(String column, byte[] value) throws SQLException {
    statement.setBytes(table.parameter(column), value);
    return this;
  }

  public void execute() throws SQLException {
    statement.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
