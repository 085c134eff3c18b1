package io.gypsum.metadata.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.Printable;

/**
 * The format version of index files, {@code PRAGMA user_version}: major·1,000,000 + minor·1,000 + patch. Files of the same
 * major version have the documented tables and can be searched; only files of exactly {@link #VERSION} can be updated.
 */
public final class IndexFormat {
  /** The version that this implementation writes. */
  public static final int VERSION = IndexTable.FORMAT_VERSION;

  private static final int MAJOR_UNIT = 1_000_000;
  private static final int MINOR_UNIT = 1_000;
  private static final int MAJOR = VERSION / MAJOR_UNIT;

  // The file header of SQLite, https://www.sqlite.org/fileformat.html#the_database_header.
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER_BYTES = 100;
  private static final int ENCODING_OFFSET = 56;
  private static final int ENCODING_UTF_8 = 1;
  private static final int USER_VERSION_OFFSET = 60;

  private IndexFormat() {}

  /** Returns a version as text, such as {@code 1.1.0}. */
  public static String text(int version) {
    return version / MAJOR_UNIT + "." + version / MINOR_UNIT % MINOR_UNIT + "."
        + version % MINOR_UNIT;
  }

  /** Returns the version of an open file. */
  public static int of(Connection connection) throws SQLException {
    return (int) SqliteConnections.number(connection, "PRAGMA user_version");
  }

  /** Sets the version of a new file. */
  public static void write(Connection connection) throws SQLException {
    SqliteConnections.execute(connection, "PRAGMA user_version = " + VERSION);
  }

  /**
   * Reads the file header of an index and checks that the index can be searched.
   *
   * @return the header, which changes with every change of the file's content
   * @throws GypsumException NOT_FOUND if the file does not exist; CORRUPT if it is not a SQLite database in UTF-8; INVALID
   *     if its format has another major version
   */
  public static byte[] readHeader(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new GypsumException(Kind.CORRUPT, quoted(file) + " is a directory, not a database");
    }
    byte[] header;
    try (InputStream in = Files.newInputStream(file)) {
      header = in.readNBytes(HEADER_BYTES);
    } catch (NoSuchFileException e) {
      throw new GypsumException(
          Kind.NOT_FOUND, "the index file " + quoted(file) + " does not exist", e);
    }
    if (header.length < HEADER_BYTES
        || !Arrays.equals(MAGIC, Arrays.copyOf(header, MAGIC.length))) {
      throw new GypsumException(Kind.CORRUPT, quoted(file) + " is not a SQLite database");
    }
    if (ByteBuffer.wrap(header).getInt(ENCODING_OFFSET) != ENCODING_UTF_8) {
      throw new GypsumException(Kind.CORRUPT, quoted(file) + " is not a UTF-8 database");
    }
    int version = ByteBuffer.wrap(header).getInt(USER_VERSION_OFFSET);
    if (version / MAJOR_UNIT != MAJOR) {
      throw new GypsumException(
          Kind.INVALID,
          quoted(file) + " has index format " + text(version) + ", expected " + MAJOR
              + ".x: use a version of gypsum that supports this format");
    }
    return header;
  }

  /** Returns the quoted name of a file for messages. The path is left out: the reader may be a remote user. */
  public static String quoted(Path file) {
    Path name = file.getFileName();
    return "'" + Printable.value(name == null ? "" : name.toString()) + "'";
  }
}
