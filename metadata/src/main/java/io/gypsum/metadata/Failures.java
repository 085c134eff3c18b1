package io.gypsum.metadata;

import java.sql.SQLException;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import org.sqlite.SQLiteErrorCode;

/** What SQLite complains of, by kind. */
final class Failures {
  /** The rest of a code tells more than matters here. */
  static final int PRIMARY_CODE = 0xff;

  private Failures() {}

  static GypsumException of(SQLException e) {
    return switch (SQLiteErrorCode.getErrorCode(e.getErrorCode() & PRIMARY_CODE)) {
      case SQLITE_ERROR, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_MISMATCH -> new GypsumException(
          Kind.CORRUPT, "the database is not a whole metadata index: " + e.getMessage(), e);
      // The driver may name the file here, which is nobody's business.
      default -> new GypsumException(
          Kind.UNAVAILABLE, "the database cannot be read (SQLite's code " + e.getErrorCode() + ")",
          e);
    };
  }
}
