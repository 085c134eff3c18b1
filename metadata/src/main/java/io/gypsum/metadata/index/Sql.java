package io.gypsum.metadata.index;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import io.gypsum.core.GypsumException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/** What is said to SQLite in one way everywhere. */
final class Sql {
  private Sql() {}

  /** @param file is written, made if need be; by nobody else, since nothing is locked or journaled */
  static Connection openUnpublished(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setOpenMode(SQLiteOpenMode.OPEN_URI);
    // Otherwise each insert is followed by a query of its own.
    config.setGetGeneratedKeys(false);
    Connection connection = config.createConnection("jdbc:sqlite:" + file.toUri());
    IndexSchema.execute(
        connection,
        // Less is wasted beside documents than with the usual 4 KiB.
        "PRAGMA page_size = 8192",
        // A file that was not finished is thrown away, and one that was is synced before it is published.
        "PRAGMA journal_mode = OFF",
        "PRAGMA synchronous = OFF",
        "PRAGMA locking_mode = EXCLUSIVE",
        "PRAGMA temp_store = FILE",
        "PRAGMA cache_size = -32768");
    return connection;
  }

  /** @param file is only read, and never changes */
  static Connection openPublished(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setOpenMode(SQLiteOpenMode.OPEN_URI);
    return config.createConnection("jdbc:sqlite:" + file.toUri() + "?immutable=1");
  }

  static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** {@code text} as a literal. */
  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** @param what with the name of the index */
  static GypsumException failed(String what, SQLException e) {
    boolean full =
        e instanceof SQLiteException sqlite
            && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL;
    return new GypsumException(
        GypsumException.Kind.UNAVAILABLE,
        what + (full
            ? ": the disk is full; what was published stays as it is, make room and run it again"
            : ": " + e.getMessage()),
        e);
  }
}
