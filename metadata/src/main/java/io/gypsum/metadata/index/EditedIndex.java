package io.gypsum.metadata.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.VersionName;
import io.gypsum.metadata.sqlite.LinkInsert;
import io.gypsum.metadata.sqlite.SqlBuilder;
import io.gypsum.metadata.sqlite.SqliteConnections;

/** A copy of a published index in which the rows of some parts of the store are replaced. */
final class EditedIndex implements AutoCloseable {
  private static final String IS_VERSION = "project = ? AND asset = ? AND version = ?";

  private final Path file;
  private final Connection connection;
  private final LinkInsert links;
  private final IndexRows rows;

  private EditedIndex(Path file, Connection connection) throws SQLException {
    this.file = file;
    this.connection = connection;
    this.links = new LinkInsert(connection);
    this.rows = new IndexRows(connection, links::add);
  }

  /**
   * @param published an index of the current format
   * @param file is created
   */
  static EditedIndex copyOf(Path published, Path file) throws SQLException, IOException {
    Files.copy(published, file);
    Connection connection = SqliteConnections.openUnpublished(file);
    try {
      SqliteConnections.execute(
          connection, "PRAGMA foreign_keys = ON",
          // The tokens of deleted documents, some of which are not used any more.
          "CREATE TEMP TABLE released (tid INTEGER PRIMARY KEY)");
      connection.setAutoCommit(false);
      return new EditedIndex(file, connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Replaces the rows of {@code scope}. Rows of a version, asset or project that could not be read are kept.
   *
   * @param items everything in {@code scope}
   * @param listener is called with each item before it is added
   */
  void replace(IndexScope scope, Iterator<IndexItem> items, Consumer<IndexItem> listener)
      throws SQLException, IOException {
    Set<AssetVersion> current = new HashSet<>();
    List<IndexScope> unknown = new ArrayList<>();
    while (items.hasNext()) {
      IndexItem item = items.next();
      listener.accept(item);
      if (item instanceof IndexItem.LatestItem latest) {
        setLatest(latest);
      } else if (item instanceof IndexItem.VersionItem version) {
        remove(version.name());
        rows.add(version);
        current.add(version.name());
      } else if (item instanceof IndexItem.DocumentItem document) {
        rows.add(document);
      } else if (item instanceof IndexItem.UnreadableItem unreadable && unreadable.whole()) {
        unknown.add(unreadable.scope());
      }
    }
    links.flush();
    for (AssetVersion version : versionsIn(scope)) {
      IndexScope versionScope = IndexScope.of(version);
      if (!current.contains(version)
          && unknown.stream().noneMatch(part -> part.contains(versionScope))) {
        remove(version);
      }
    }
  }

  private void setLatest(IndexItem.LatestItem latest) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE versions SET latest = version IS ? WHERE project = ? AND asset = ?")) {
      VersionName version = latest.version();
      update.setString(1, version == null ? null : version.value());
      update.setString(2, latest.asset().project().value());
      update.setString(3, latest.asset().asset().value());
      update.executeUpdate();
    }
  }

  /** Deletes a version; its documents and links are deleted by foreign keys. */
  private void remove(AssetVersion version) throws SQLException {
    execute(
        "INSERT OR IGNORE INTO released SELECT tid FROM links WHERE pid IN (SELECT pid FROM paths"
            + " WHERE vid = (SELECT vid FROM versions WHERE " + IS_VERSION + "))",
        version);
    execute("DELETE FROM versions WHERE " + IS_VERSION, version);
  }

  private void execute(String sql, AssetVersion version) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, version.project().value());
      statement.setString(2, version.asset().value());
      statement.setString(3, version.version().value());
      statement.executeUpdate();
    }
  }

  private List<AssetVersion> versionsIn(IndexScope scope) throws SQLException {
    SqlBuilder sql =
        new SqlBuilder().add(
            "SELECT project, asset, version FROM versions WHERE project = ?",
            scope.project().value());
    AssetName asset = scope.asset();
    if (asset != null) {
      sql.add(" AND asset = ?", asset.value());
    }
    VersionName version = scope.version();
    if (version != null) {
      sql.add(" AND version = ?", version.value());
    }
    List<AssetVersion> versions = new ArrayList<>();
    try (PreparedStatement select = sql.prepare(connection);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        versions.add(
            AssetVersion.of(
                row.getString("project"), row.getString("asset"), row.getString("version")));
      }
    }
    return versions;
  }

  /** Completes {@link #file}, but does not sync it. */
  void finish(IndexState state) throws SQLException {
    links.close();
    rows.close();
    SqliteConnections.execute(
        connection,
        "DELETE FROM tokens WHERE tid IN (SELECT tid FROM released)"
            + " AND NOT EXISTS (SELECT 1 FROM links WHERE links.tid = tokens.tid)");
    state.write(connection);
    connection.commit();
    connection.close();
  }

  Path file() {
    return file;
  }

  /** Deletes the file if it was not moved elsewhere. */
  @Override
  public void close() throws SQLException, IOException {
    connection.close();
    Files.deleteIfExists(file);
  }
}
