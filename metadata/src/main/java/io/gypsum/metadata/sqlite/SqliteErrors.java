package io.gypsum.metadata.sqlite;

import java.sql.SQLException;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import org.sqlite.SQLiteErrorCode;

/** Translates failures of SQLite into {@link GypsumException}s. */
public final class SqliteErrors {
  /** SQLite adds details to a result code in its higher bits. */
  private static final int PRIMARY_CODE_MASK = 0xff;

  private SqliteErrors() {}

  /** Returns whether a progress handler ended the statement. */
  public static boolean isInterrupt(SQLException e) {
    return primaryCode(e) == SQLiteErrorCode.SQLITE_INTERRUPT;
  }

  /** Returns whether the file is corrupt, as opposed to a failure of the disk or of a statement. */
  public static boolean isCorruption(SQLException e) {
    return switch (primaryCode(e)) {
      case SQLITE_CORRUPT, SQLITE_NOTADB -> true;
      default -> false;
    };
  }

  /** Returns whether the file is corrupt, or does not have the tables that a statement needs. */
  public static boolean isWrongContent(SQLException e) {
    return switch (primaryCode(e)) {
      case SQLITE_ERROR, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_MISMATCH -> true;
      default -> false;
    };
  }

  /** Returns whether the disk has no space left. */
  public static boolean isFull(SQLException e) {
    return primaryCode(e) == SQLiteErrorCode.SQLITE_FULL;
  }

  /** Returns a failure to read an index: CORRUPT if its content is wrong, UNAVAILABLE otherwise. */
  public static GypsumException reading(SQLException e) {
    return isWrongContent(e)
        ? new GypsumException(
            Kind.CORRUPT, "the database is not a complete metadata index: " + e.getMessage(), e)
        // The message is omitted, since the driver may include the path of the file.
        : new GypsumException(
            Kind.UNAVAILABLE,
            "the database could not be read (SQLite result code " + e.getErrorCode() + ")", e);
  }

  /**
   * Returns a failure to write an index, of kind UNAVAILABLE.
   *
   * @param what what failed, with the name of the index
   */
  public static GypsumException writing(String what, SQLException e) {
    return new GypsumException(
        Kind.UNAVAILABLE,
        what + ": " + (isFull(e)
            ? "the disk is full, and the published index is unchanged; free some space and try again"
            : e.getMessage()),
        e);
  }

  private static SQLiteErrorCode primaryCode(SQLException e) {
    return SQLiteErrorCode.getErrorCode(e.getErrorCode() & PRIMARY_CODE_MASK);
  }
}
