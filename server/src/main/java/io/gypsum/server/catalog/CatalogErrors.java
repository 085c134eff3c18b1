package io.gypsum.server.catalog;

import java.sql.SQLException;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.sqlite.SqliteErrors;

/** Translates failures of the file of a catalogue. */
final class CatalogErrors {
  private CatalogErrors() {}

  /** The file is corrupt: the catalogue must be rebuilt. */
  static final class CorruptFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CorruptFileException(SQLException cause) {
      super("the file of the catalogue is corrupt: " + cause.getMessage(), cause);
    }
  }

  /** The disk failed or is full: NO_SPACE or UNAVAILABLE. The file is intact, but must be opened again. */
  static final class DiskException extends GypsumException {
    private static final long serialVersionUID = 1;

    DiskException(SQLException cause) {
      super(
          SqliteErrors.isFull(cause) ? Kind.NO_SPACE : Kind.UNAVAILABLE,
          // The message of the driver may contain the path of the file.
          "the server cannot use its catalogue of the bucket (SQLite result code "
              + cause.getErrorCode()
              + "): free space, or repair the disk; 'gypsum rm --force' works without the catalogue",
          cause);
    }
  }

  /** Returns the failure to throw. */
  static RuntimeException translate(SQLException e) {
    return SqliteErrors.isCorruption(e) ? new CorruptFileException(e) : new DiskException(e);
  }
}
