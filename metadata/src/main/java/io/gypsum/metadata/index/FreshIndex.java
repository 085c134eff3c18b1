package io.gypsum.metadata.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

import io.gypsum.metadata.sqlite.IndexFormat;
import io.gypsum.metadata.sqlite.IndexTable;
import io.gypsum.metadata.sqlite.SqliteConnections;

/**
 * A new index file. Rows are added to a draft, with links in a table without a key; SQLite sorts the links at the end,
 * mostly on disk, so that memory does not grow with their number. The draft is then copied into the final file, which
 * contains every table in order and without gaps.
 */
final class FreshIndex implements AutoCloseable {
  private static final String UNSORTED_LINKS = "unsorted";

  private final Path file;
  private final Path draft;
  private final Connection connection;
  private final IndexRows rows;

  private FreshIndex(Path file, Path draft, Connection connection, IndexRows rows) {
    this.file = file;
    this.draft = draft;
    this.connection = connection;
    this.rows = rows;
  }

  /**
   * @param file is created by {@link #finish}
   * @param draft is created now and deleted by {@link #close}
   */
  static FreshIndex create(Path file, Path draft) throws SQLException {
    Connection connection = SqliteConnections.openUnpublished(draft);
    try {
      IndexTable.createAll(connection);
      IndexFormat.write(connection);
      SqliteConnections.execute(
          connection,
          "CREATE TABLE " + UNSORTED_LINKS + " (pid INTEGER, fid INTEGER, tid INTEGER)");
      connection.setAutoCommit(false);
      return new FreshIndex(file, draft, connection, new IndexRows(connection, UNSORTED_LINKS));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  void add(IndexItem.VersionItem version) throws SQLException {
    rows.add(version);
  }

  void add(IndexItem.DocumentItem document) throws SQLException {
    rows.add(document);
  }

  /** Writes {@link #file} completely, but does not sync it. */
  void finish(IndexState state, IndexListener listener) throws SQLException {
    rows.flush();
    rows.close();
    listener.onPhase(IndexListener.Phase.SORTING);
    SqliteConnections.execute(
        connection,
        "INSERT INTO links (pid, fid, tid) SELECT pid, fid, tid FROM " + UNSORTED_LINKS
            + " ORDER BY tid, fid, pid",
        "DROP TABLE " + UNSORTED_LINKS);
    listener.onPhase(IndexListener.Phase.INDEXING);
    IndexTable.createIndexes(connection);
    state.write(connection);
    SqliteConnections.execute(connection, "ANALYZE");
    connection.commit();
    connection.setAutoCommit(true);
    String target = file.toUri().toString().replace("'", "''");
    SqliteConnections.execute(connection, "VACUUM INTO '" + target + "'");
    connection.close();
  }

  Path file() {
    return file;
  }

  /** Deletes the draft, and the file if it was not moved elsewhere. */
  @Override
  public void close() throws SQLException, IOException {
    connection.close();
    Files.deleteIfExists(draft);
    Files.deleteIfExists(file);
  }
}
