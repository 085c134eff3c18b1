package io.gypsum.metadata.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

import io.gypsum.metadata.sqlite.IndexFormat;
import io.gypsum.metadata.sqlite.IndexTable;
import io.gypsum.metadata.sqlite.LinkInsert;
import io.gypsum.metadata.sqlite.LinkStatistics;
import io.gypsum.metadata.sqlite.SqliteConnections;

/**
 * A new index file. Rows are added to a draft, except for links: these are sorted outside of the database and added at the
 * end, in the order of their key. The draft is then copied into the final file, which contains every table in order and
 * without gaps.
 */
final class FreshIndex implements AutoCloseable {
  private final Path file;
  private final Path draft;
  private final Connection connection;
  private final LinkSorter links;
  private final IndexRows rows;

  private FreshIndex(Path file, Path draft, Connection connection, LinkSorter links)
      throws SQLException {
    this.file = file;
    this.draft = draft;
    this.connection = connection;
    this.links = links;
    this.rows = new IndexRows(connection, links);
  }

  /**
   * The files must not exist yet.
   *
   * @param file is created by {@link #finish}
   * @param draft is created now and deleted by {@link #close}
   * @param links is created when the links do not fit into memory, and deleted by {@link #close}
   */
  static FreshIndex create(Path file, Path draft, Path links) throws SQLException {
    Connection connection = SqliteConnections.openUnpublished(draft);
    try {
      IndexTable.createAll(connection);
      IndexFormat.write(connection);
      connection.setAutoCommit(false);
      return new FreshIndex(file, draft, connection, new LinkSorter(links));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  void add(IndexItem.VersionItem version) throws SQLException {
    rows.add(version);
  }

  void add(IndexItem.DocumentItem document) throws SQLException, IOException {
    rows.add(document);
  }

  /** Writes {@link #file} completely, but does not sync it. */
  void finish(IndexState state, IndexListener listener) throws SQLException, IOException {
    rows.close();
    listener.onPhase(IndexListener.Phase.SORTING);
    LinkStatistics statistics = new LinkStatistics();
    try (LinkInsert insert = new LinkInsert(connection)) {
      links.forEach((pid, fid, tid) -> {
        insert.add(pid, fid, tid);
        statistics.add(fid, tid);
      });
      insert.flush();
    }
    links.close();
    listener.onPhase(IndexListener.Phase.INDEXING);
    IndexTable.createIndexes(connection);
    state.write(connection);
    statistics.write(connection, links.documents());
    connection.commit();
    connection.setAutoCommit(true);
    String target = file.toUri().toString().replace("'", "''");
    SqliteConnections.execute(connection, "VACUUM INTO '" + target + "'");
    connection.close();
  }

  Path file() {
    return file;
  }

  /** Deletes the temporary files, and the final one if it was not moved elsewhere. */
  @Override
  public void close() throws SQLException, IOException {
    connection.close();
    links.close();
    Files.deleteIfExists(draft);
    Files.deleteIfExists(file);
  }
}
