package io.gypsum.metadata.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A new index. It is drafted in one file and copied to another: links are set aside as they come and sorted at the end, by
 * SQLite and mostly on disk, so memory does not grow with them; and the copy has every table in order and without gaps.
 */
final class FreshIndex implements AutoCloseable {
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
   * @param file is made when the index is finished
   * @param draft is there until this is closed
   */
  static FreshIndex create(Path file, Path draft) throws SQLException {
    Connection connection = Sql.openUnpublished(draft);
    try {
      IndexSchema.createTables(connection);
      IndexSchema.execute(
          connection,
          "PRAGMA user_version = " + IndexSchema.USER_VERSION,
          "CREATE TABLE unsorted (pid INTEGER, fid INTEGER, tid INTEGER)");
      connection.setAutoCommit(false);
      return new FreshIndex(file, draft, connection, new IndexRows(connection, "unsorted"));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  void add(Found.Version version) throws SQLException {
    rows.add(version);
  }

  void add(Found.Document document) throws SQLException {
    rows.add(document);
  }

  /** After this {@link #file} is whole, though not synced. */
  void finish(IndexState state, IndexListener listener) throws SQLException {
    rows.flush();
    rows.close();
    listener.onStep(IndexListener.Step.SORTING);
    IndexSchema.execute(
        connection,
        "INSERT INTO links (pid, fid, tid)"
            + " SELECT pid, fid, tid FROM unsorted ORDER BY tid, fid, pid",
        "DROP TABLE unsorted");
    listener.onStep(IndexListener.Step.INDEXING);
    IndexSchema.createIndexes(connection);
    state.write(connection);
    IndexSchema.execute(connection, "ANALYZE");
    connection.commit();
    connection.setAutoCommit(true);
    IndexSchema.execute(connection, "VACUUM INTO " + Sql.quoted(file.toUri().toString()));
    connection.close();
  }

  Path file() {
    return file;
  }

  /** Removes what was not published. */
  @Override
  public void close() throws SQLException, IOException {
    connection.close();
    Files.deleteIfExists(draft);
    Files.deleteIfExists(file);
  }
}
