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

/** A copy of a published index, in which parts are made what the store has. */
final class EditedIndex implements AutoCloseable {
  private static final String NAMED = "project = ? AND asset = ? AND version = ?";

  private final Path file;
  private final Connection connection;
  private final IndexRows rows;

  private EditedIndex(Path file, Connection connection, IndexRows rows) {
    this.file = file;
    this.connection = connection;
    this.rows = rows;
  }

  /** @param file is made */
  static EditedIndex copyOf(Path published, Path file) throws SQLException, IOException {
    Files.copy(published, file);
    Connection connection = Sql.openUnpublished(file);
    try {
      IndexSchema.execute(
          connection, "PRAGMA foreign_keys = ON",
          "CREATE TEMP TABLE released (tid INTEGER PRIMARY KEY)");
      connection.setAutoCommit(false);
      return new EditedIndex(file, connection, new IndexRows(connection, "links"));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Makes what the index has of {@code scope} what was found; what cannot be read as a whole stays as it is.
   *
   * @param found everything in {@code scope}
   */
  void replace(IndexScope scope, Iterator<Found> found, Consumer<Found> told)
      throws SQLException {
    Set<AssetVersion> there = new HashSet<>();
    List<IndexScope> unknown = new ArrayList<>();
    while (found.hasNext()) {
      Found next = found.next();
      told.accept(next);
      if (next instanceof Found.Latest latest) {
        setLatest(latest);
      } else if (next instanceof Found.Version version) {
        remove(version.name());
        rows.add(version);
        there.add(version.name());
      } else if (next instanceof Found.Document document) {
        rows.add(document);
      } else if (next instanceof Found.Unreadable unreadable && unreadable.whole()) {
        unknown.add(unreadable.scope());
      }
    }
    rows.flush();
    for (AssetVersion version : versionsIn(scope)) {
      IndexScope one = IndexScope.of(version);
      if (!there.contains(version) && unknown.stream().noneMatch(part -> part.contains(one))) {
        remove(version);
      }
    }
  }

  private void setLatest(Found.Latest latest) throws SQLException {
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

  private void remove(AssetVersion version) throws SQLException {
    execute(
        "INSERT OR IGNORE INTO released SELECT tid FROM links WHERE pid IN"
            + " (SELECT pid FROM paths WHERE vid = (SELECT vid FROM versions WHERE " + NAMED + "))",
        version);
    execute("DELETE FROM versions WHERE " + NAMED, version);
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
    List<AssetVersion> versions = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT project, asset, version FROM versions WHERE project = ?"
                + (scope.asset() == null ? "" : " AND asset = ?")
                + (scope.version() == null ? "" : " AND version = ?"))) {
      int parameter = 1;
      select.setString(parameter++, scope.project().value());
      AssetName asset = scope.asset();
      if (asset != null) {
        select.setString(parameter++, asset.value());
      }
      VersionName version = scope.version();
      if (version != null) {
        select.setString(parameter, version.value());
      }
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          versions.add(AssetVersion.of(row.getString(1), row.getString(2), row.getString(3)));
        }
      }
    }
    return versions;
  }

  /** After this {@link #file} is whole, though not synced. */
  void finish(IndexState state) throws SQLException {
    rows.close();
    IndexSchema.execute(
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

  /** Removes what was not published. */
  @Override
  public void close() throws SQLException, IOException {
    connection.close();
    Files.deleteIfExists(file);
  }
}
