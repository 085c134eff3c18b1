package io.gypsum.metadata.sqlite;

import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** Opens index files, and runs simple statements on them. */
public final class SqliteConnections {
  /**
   * Makes SQLite lock the file for this process and keep the index of the write-ahead log in the memory of the process. By default,
   * SQLite maps a file into memory for it, which network file systems do not support. On Windows, SQLite has no such mode.
   */
  private static final String UNSHARED_MEMORY =
      File.separatorChar == '/' ? "?vfs=unix-excl" : "";

  private SqliteConnections() {}

  /**
   * Opens a file that has not been published, and creates it if it does not exist. The connection neither locks nor
   * journals nor syncs the file: it must be the only one, and a file that was not finished must be deleted.
   */
  public static Connection openUnpublished(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setOpenMode(SQLiteOpenMode.OPEN_URI);
    // Otherwise the driver runs a query after each insert.
    config.setGetGeneratedKeys(false);
    Connection connection = config.createConnection(url(file));
    execute(
        connection,
        // Wastes less space beside documents than the default of 4 KiB.
        "PRAGMA page_size = 8192", "PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF",
        "PRAGMA locking_mode = EXCLUSIVE", "PRAGMA temp_store = FILE",
        "PRAGMA cache_size = -32768");
    return connection;
  }

  /**
   * Opens a published file for reading. SQLite creates no lock or journal files beside it, so the directory may be
   * read-only; the file must not be modified, but may be replaced.
   */
  public static Connection openPublished(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setOpenMode(SQLiteOpenMode.OPEN_URI);
    return config.createConnection(url(file) + "?immutable=1");
  }

  /**
   * Opens a file that only this process uses; creates it if it does not exist. A crash of the process or of the machine may
   * lose the last transactions, but leaves the file consistent.
   */
  public static Connection openLocal(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setOpenMode(SQLiteOpenMode.OPEN_URI);
    config.setGetGeneratedKeys(false);
    config.enforceForeignKeys(true);
    Connection connection = config.createConnection(url(file));
    try {
      execute(
          connection,
          // Without the exclusive lock, SQLite would need shared memory, which network file systems do not support.
          "PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = WAL",
          "PRAGMA synchronous = NORMAL", "PRAGMA cache_size = -8192");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Like {@link #openLocal}, for a file with several connections of this process: readers neither wait for the writer nor for
   * each other, and see the state at the beginning of their statement.
   *
   * @param readOnly whether the connection only reads; the file must exist then
   */
  public static Connection openShared(Path file, boolean readOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(readOnly);
    config.setOpenMode(SQLiteOpenMode.OPEN_URI);
    config.setGetGeneratedKeys(false);
    config.enforceForeignKeys(true);
    Connection connection = config.createConnection(url(file) + UNSHARED_MEMORY);
    try {
      execute(connection, "PRAGMA cache_size = -8192");
      if (!readOnly) {
        execute(connection, "PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL");
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static String url(Path file) {
    return "jdbc:sqlite:" + file.toUri();
  }

  /** Runs statements one after the other. */
  public static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Returns the number in the first column of the first row. */
  public static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
