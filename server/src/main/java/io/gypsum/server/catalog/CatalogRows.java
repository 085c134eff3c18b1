package io.gypsum.server.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;

import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.catalog.CatalogItem.LatestItem;
import io.gypsum.server.catalog.CatalogItem.ProjectItem;
import io.gypsum.server.catalog.CatalogItem.State;
import io.gypsum.server.catalog.CatalogItem.VersionItem;
import io.gypsum.server.catalog.ProjectRow.ProjectDocuments;
import org.jspecify.annotations.Nullable;

/** Writes the rows of items. The caller begins and ends the transaction. */
record CatalogRows(Connection connection) {
  /** Replaces the rows of an item. */
  void put(CatalogItem item) throws SQLException {
    switch (item) {
      case VersionItem version -> put(version);
      case ProjectItem project -> {
        put(project.documents());
        putMembers(project);
      }
      case LatestItem latest -> execute(
          "UPDATE assets SET latest = ? WHERE project = ? AND asset = ?", latest.latest(),
          latest.asset().project(), latest.asset().asset());
    }
  }

  private void put(VersionItem item) throws SQLException {
    AssetVersion version = item.version();
    execute(
        "DELETE FROM versions WHERE project = ? AND asset = ? AND version = ?", version.project(),
        version.asset(), version.version());
    if (item.state() != State.ABSENT) {
      insert(item);
    }
    execute(
        "DELETE FROM assets WHERE project = ? AND asset = ? AND versions = 0", version.project(),
        version.asset());
  }

  private void insert(VersionItem item) throws SQLException {
    AssetVersion version = item.version();
    Summary summary = item.summary();
    Instant finish = summary == null ? null : summary.uploadFinish();
    ContentTotals content = item.content();
    execute(
        "INSERT INTO versions (project, asset, version, state, user, start, finish, month, probation,"
            + " files, link_files, bytes, own_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        version.project(), version.asset(), version.version(), item.state(),
        summary == null ? "" : summary.uploadUserId(),
        summary == null ? null : summary.uploadStart().toEpochMilli(),
        finish == null ? null : finish.toEpochMilli(), month(finish),
        summary != null && summary.isOnProbation() ? 1 : 0, content.files(), content.links(),
        content.bytes(), content.ownBytes());
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO links SELECT ?, ?, ?, vid, ? FROM versions"
                + " WHERE project = ? AND asset = ? AND version = ?")) {
      for (Map.Entry<AssetVersion, Integer> linked : item.filesByLinked().entrySet()) {
        AssetVersion target = linked.getKey();
        execute(
            insert, target.project(), target.asset(), target.version(), linked.getValue(),
            version.project(), version.asset(), version.version());
      }
    }
  }

  /** Returns null for a time that no upload of this millennium has, since {@link YearMonth} could not parse it again. */
  private static @Nullable String month(@Nullable Instant time) {
    YearMonth month = time == null ? null : YearMonth.from(time.atZone(ZoneOffset.UTC));
    return month == null || month.getYear() < 0 || month.getYear() > 9999 ? null : month.toString();
  }

  private void put(ProjectDocuments project) throws SQLException {
    execute("DELETE FROM projects WHERE project = ?", project.project());
    Quota quota = project.quota();
    execute(
        // A project of which nothing exists has no row.
        "INSERT INTO projects SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8"
            + " WHERE ?2 OR EXISTS (SELECT 1 FROM assets WHERE project = ?1)",
        project.project(), project.exists() ? 1 : 0, project.owners(), project.uploaders(),
        quota == null ? null : quota.baselineBytes().toString(),
        quota == null ? null : quota.growthBytesPerYear().toString(),
        quota == null ? null : quota.year(), project.usageBytes());
  }

  private void putMembers(ProjectItem item) throws SQLException {
    ProjectName project = item.documents().project();
    execute("DELETE FROM members WHERE project = ?", project);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT OR IGNORE INTO members VALUES (?, ?, ?)")) {
      for (String owner : item.owners()) {
        execute(insert, owner, project, 1);
      }
      for (String uploader : item.uploaders()) {
        execute(insert, uploader, project, 0);
      }
    }
  }

  private void execute(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      execute(statement, values);
    }
  }

  private static void execute(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      // Names and states are stored as texts.
      statement
          .setObject(i + 1, value == null || value instanceof Number ? value : value.toString());
    }
    statement.executeUpdate();
  }
}
