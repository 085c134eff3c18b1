package io.gypsum.server.catalog;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.gypsum.core.document.Quota;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import io.gypsum.metadata.sqlite.SqlBuilder;
import io.gypsum.server.catalog.IncomingLinkSummary.LinkingVersion;
import io.gypsum.server.catalog.MissingTargets.MissingTarget;
import io.gypsum.server.catalog.ProjectRow.ProjectDocuments;
import org.jspecify.annotations.Nullable;

/** The statements of a {@link Catalog}. The conditions repeat those of the indexes in {@link CatalogTables}. */
record CatalogQueries(Connection connection) {
  private static final String VERSION =
      "SELECT project, asset, version, user, start, finish, probation, files, link_files, bytes,"
          + " own_bytes FROM versions WHERE state = 'COMPLETE'";
  private static final String ASSET =
      "SELECT project, asset, latest, versions, probational, changed, files, link_files, bytes,"
          + " own_bytes FROM assets";
  // Unlike sum, total does not fail if the sum is too large.
  private static final String SUMS =
      "count(a.asset), total(a.versions), max(a.changed), total(a.files), total(a.link_files),"
          + " total(a.bytes), total(a.own_bytes)";

  /** The limit of a quota in a year, as {@link Quota#limitBytes} computes it. */
  private static final String LIMIT =
      "(CAST(quota_baseline AS REAL) + CAST(quota_growth AS REAL) * coalesce(? - quota_year, 0))";
  /**
   * The used part of the quota; a very large number if a project uses space without having a quota. Has two parameters,
   * both the year.
   */
  private static final String USED_SHARE =
      "CASE WHEN " + LIMIT + " > 0 THEN usage / " + LIMIT
          + " WHEN usage > 0 AND quota_baseline IS NOT NULL THEN 1e18"
          + " WHEN usage IS NOT NULL AND quota_baseline IS NOT NULL THEN 0 END";
  // The versions that link to another one. Running uploads are not shown.
  private static final String LINKING =
      " FROM links AS l JOIN versions AS v ON v.vid = l.vid WHERE l.project = ? AND l.asset = ?"
          + " AND l.version = ? AND v.state = 'COMPLETE'";

  // The versions to which another one links and for which there is no row of any state.
  private static final String MISSING =
      " FROM versions AS v JOIN links AS l ON l.vid = v.vid WHERE v.project = ? AND v.asset = ?"
          + " AND v.version = ? AND NOT EXISTS (SELECT 1 FROM versions AS t"
          + " WHERE t.project = l.project AND t.asset = l.asset AND t.version = l.version)";

  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  BucketTotals totals() throws SQLException {
    return select(
        new SqlBuilder()
            .add("SELECT (SELECT count(*) FROM projects), " + SUMS + " FROM assets AS a"),
        row -> new BucketTotals(
            row.getLong(1), row.getLong(2), row.getLong(3), content(row, 5)))
        .getFirst();
  }

  List<ProjectRow> projects(int offset, int limit) throws SQLException {
    return projects(
        new SqlBuilder().add(
            "SELECT * FROM projects ORDER BY project LIMIT ? OFFSET ?", limit, offset));
  }

  Optional<ProjectRow> project(ProjectName project) throws SQLException {
    return first(
        projects(
            new SqlBuilder().add("SELECT * FROM projects WHERE project = ?", project.value())));
  }

  List<ProjectRow> projects(ProjectQuery query, int offset, int limit) throws SQLException {
    SqlBuilder selected =
        filteredProjects(
            new SqlBuilder().add(
                "SELECT *, " + USED_SHARE + " AS share FROM projects", query.year(),
                query.year()),
            query.filter());
    String order = switch (query.order()) {
      case NAME -> "project";
      case USAGE -> "usage DESC, project";
      case SHARE -> "share DESC, project";
    };
    return projects(
        selected.add(" ORDER BY " + order + " LIMIT ? OFFSET ?", limit, offset),
        "p." + order.replace(", ", ", p."));
  }

  long projectCount(String filter) throws SQLException {
    return select(
        filteredProjects(new SqlBuilder().add("SELECT count(*) FROM projects"), filter),
        row -> row.getLong(1)).getFirst();
  }

  private static SqlBuilder filteredProjects(SqlBuilder select, String filter) {
    return filter.isEmpty()
        ? select
        : select.add(" WHERE instr(lower(project), lower(?)) > 0", filter);
  }

  private List<ProjectRow> projects(SqlBuilder selected) throws SQLException {
    return projects(selected, "p.project");
  }

  /** Computes the sums of the selected projects only. */
  private List<ProjectRow> projects(SqlBuilder selected, String order) throws SQLException {
    return select(
        new SqlBuilder()
            .add(
                "SELECT p.project, p.present, p.owners, p.uploaders, p.quota_baseline,"
                    + " p.quota_growth, p.quota_year, p.usage, " + SUMS + " FROM ("
                    + selected + ") AS p LEFT JOIN assets AS a ON a.project = p.project"
                    + " GROUP BY p.project ORDER BY " + order,
                selected.values().toArray()),
        row -> new ProjectRow(
            documents(row), row.getLong(9), row.getLong(10), content(row, 12), time(row, 11)));
  }

  private static ProjectDocuments documents(ResultSet row) throws SQLException {
    String baseline = row.getString(5);
    Quota quota =
        baseline == null
            ? null
            : new Quota(
                new BigDecimal(baseline), new BigDecimal(row.getString(6)), integer(row, 7));
    return new ProjectDocuments(
        new ProjectName(row.getString(1)), row.getBoolean(2), row.getInt(3), row.getInt(4), quota,
        number(row, 8));
  }

  List<AssetRow> assets(ProjectName project, int offset, int limit) throws SQLException {
    return assets(
        new SqlBuilder().add(
            ASSET + " WHERE project = ? ORDER BY asset LIMIT ? OFFSET ?", project.value(), limit,
            offset));
  }

  Optional<AssetRow> asset(ProjectAsset asset) throws SQLException {
    return first(
        assets(
            new SqlBuilder().add(
                ASSET + " WHERE project = ? AND asset = ?", asset.project().value(),
                asset.asset().value())));
  }

  List<AssetRow> assets(AssetQuery query, int offset, int limit) throws SQLException {
    String direction = query.descending() ? " DESC" : "";
    String order = switch (query.order()) {
      case NAME -> " ORDER BY project" + direction + ", asset" + direction;
      case VERSIONS, FILES, BYTES, OWN_BYTES, CHANGED -> " ORDER BY "
          + query.order().name().toLowerCase(Locale.ROOT) + direction + ", project, asset";
    };
    return assets(
        filtered(new SqlBuilder().add(ASSET), query.filter())
            .add(order + " LIMIT ? OFFSET ?", limit, offset));
  }

  long assetCount(String filter) throws SQLException {
    return select(
        filtered(new SqlBuilder().add("SELECT count(*) FROM assets"), filter),
        row -> row.getLong(1)).getFirst();
  }

  private static SqlBuilder filtered(SqlBuilder select, String filter) {
    return filter.isEmpty()
        ? select
        : select.add(" WHERE instr(lower(project || '/' || asset), lower(?)) > 0", filter);
  }

  private List<AssetRow> assets(SqlBuilder sql) throws SQLException {
    return select(sql, row -> {
      String latest = row.getString(3);
      return new AssetRow(
          ProjectAsset.of(row.getString(1), row.getString(2)),
          latest == null ? null : new VersionName(latest), row.getLong(4), row.getLong(5),
          content(row, 7), time(row, 6));
    });
  }

  List<VersionRow> versions(ProjectAsset asset, int offset, int limit) throws SQLException {
    return versions(
        new SqlBuilder().add(
            VERSION + " AND project = ? AND asset = ? ORDER BY finish DESC, version DESC"
                + " LIMIT ? OFFSET ?",
            asset.project().value(), asset.asset().value(), limit, offset));
  }

  Optional<VersionRow> version(AssetVersion version) throws SQLException {
    return first(
        versions(
            new SqlBuilder().add(
                VERSION + " AND project = ? AND asset = ? AND version = ?",
                version.project().value(), version.asset().value(), version.version().value())));
  }

  Optional<VersionName> versionBefore(AssetVersion version) throws SQLException {
    return first(
        select(
            new SqlBuilder().add(
                "SELECT v.version FROM versions AS v, versions AS o WHERE o.project = ?"
                    + " AND o.asset = ? AND o.version = ? AND v.project = o.project"
                    + " AND v.asset = o.asset AND v.state = 'COMPLETE' AND v.probation = 0"
                    + " AND (v.finish, v.version) < (o.finish, o.version)"
                    + " ORDER BY v.finish DESC, v.version DESC LIMIT 1",
                version.project().value(), version.asset().value(), version.version().value()),
            row -> new VersionName(row.getString(1))));
  }

  IncomingLinkSummary linksTo(AssetVersion version) throws SQLException {
    List<LinkingVersion> first = linksTo(version, 0, IncomingLinkSummary.MAX_NAMED);
    return select(
        linking("SELECT count(*), total(l.files)", version),
        row -> new IncomingLinkSummary(row.getLong(1), row.getLong(2), first)).getFirst();
  }

  List<LinkingVersion> linksTo(AssetVersion version, int offset, int limit)
      throws SQLException {
    return select(
        linking("SELECT v.project, v.asset, v.version, l.files", version)
            .add(" ORDER BY v.project, v.asset, v.version LIMIT ? OFFSET ?", limit, offset),
        row -> new LinkingVersion(
            AssetVersion.of(row.getString(1), row.getString(2), row.getString(3)),
            row.getLong(4)));
  }

  private static SqlBuilder linking(String columns, AssetVersion version) {
    return new SqlBuilder().add(
        columns + LINKING, version.project().value(), version.asset().value(),
        version.version().value());
  }

  MissingTargets missingTargets(AssetVersion version) throws SQLException {
    List<MissingTarget> first =
        select(
            missing("SELECT l.project, l.asset, l.version, l.files", version)
                .add(
                    " ORDER BY l.project, l.asset, l.version LIMIT ?", MissingTargets.MAX_NAMED),
            row -> new MissingTarget(
                AssetVersion.of(row.getString(1), row.getString(2), row.getString(3)),
                row.getLong(4)));
    return first.isEmpty()
        ? MissingTargets.NONE
        : select(
            missing("SELECT count(*), total(l.files)", version),
            row -> new MissingTargets(row.getLong(1), row.getLong(2), first)).getFirst();
  }

  private static SqlBuilder missing(String columns, AssetVersion version) {
    return new SqlBuilder().add(
        columns + MISSING, version.project().value(), version.asset().value(),
        version.version().value());
  }

  /** @param project null for all projects */
  List<VersionRow> latestChanges(@Nullable ProjectName project, int limit) throws SQLException {
    return versions(
        ofProject(new SqlBuilder().add(VERSION + " AND probation = 0"), project)
            .add(" ORDER BY finish DESC, project DESC, asset DESC, version DESC LIMIT ?", limit));
  }

  /** @param project null for all projects */
  List<VersionRow> probational(@Nullable ProjectName project, int limit) throws SQLException {
    return versions(
        ofProject(new SqlBuilder().add(VERSION + " AND probation = 1"), project)
            .add(" ORDER BY finish, project, asset, version LIMIT ?", limit));
  }

  List<VersionRow> probational(ProjectSelection projects, int offset, int limit)
      throws SQLException {
    return versions(
        selected(new SqlBuilder().add(VERSION + " AND probation = 1"), projects)
            .add(
                " ORDER BY finish, project, asset, version LIMIT ? OFFSET ?", limit, offset));
  }

  long probationalCount(ProjectSelection projects) throws SQLException {
    return select(
        selected(
            new SqlBuilder().add(
                "SELECT count(*) FROM versions WHERE state = 'COMPLETE' AND probation = 1"),
            projects),
        row -> row.getLong(1)).getFirst();
  }

  private static SqlBuilder selected(SqlBuilder select, ProjectSelection projects) {
    Set<String> owners = projects.owners();
    return owners == null
        ? select
        : select.add(
            " AND project IN (SELECT project FROM members WHERE is_owner"
                + " AND id IN (SELECT value FROM json_each(?)))",
            json(owners));
  }

  /** Returns one parameter for all ids, since a user may have more organizations than a statement may have parameters. */
  private static String json(Set<String> ids) {
    return JsonOutput.text(out -> {
      out.writeStartArray();
      ids.forEach(out::writeString);
      out.writeEndArray();
    });
  }

  List<ProjectName> projectsOf(Set<String> ids, int offset, int limit) throws SQLException {
    return select(
        new SqlBuilder().add(
            "SELECT DISTINCT project FROM members WHERE id IN (SELECT value FROM json_each(?))"
                + " ORDER BY project LIMIT ? OFFSET ?",
            json(ids), limit, offset),
        row -> new ProjectName(row.getString(1)));
  }

  List<VersionRow> versionsBy(String user, int limit) throws SQLException {
    return versions(
        new SqlBuilder().add(
            VERSION + " AND user = ? ORDER BY finish DESC, project DESC, asset DESC, version DESC"
                + " LIMIT ?",
            user, limit));
  }

  /** @param project null for all projects */
  List<UploadMonth> uploads(@Nullable ProjectName project) throws SQLException {
    return select(
        new SqlBuilder().add(
            "SELECT month, versions, own_bytes FROM uploads WHERE project = ?"
                + " ORDER BY month DESC LIMIT ?",
            project == null ? "" : project.value(), Catalog.MAX_ROWS),
        row -> new UploadMonth(
            YearMonth.parse(row.getString(1)), row.getLong(2), row.getLong(3)))
        .reversed();
  }

  private static SqlBuilder ofProject(SqlBuilder select, @Nullable ProjectName project) {
    return project == null ? select : select.add(" AND project = ?", project.value());
  }

  private List<VersionRow> versions(SqlBuilder sql) throws SQLException {
    return select(
        sql, row -> new VersionRow(
            AssetVersion.of(row.getString(1), row.getString(2), row.getString(3)),
            row.getString(4), time(row, 5), time(row, 6), row.getBoolean(7), content(row, 8)));
  }

  private <T> List<T> select(SqlBuilder sql, RowReader<T> reader) throws SQLException {
    List<T> rows = new ArrayList<>();
    try (PreparedStatement select = sql.prepare(connection);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        rows.add(reader.read(row));
      }
    }
    return rows;
  }

  private static <T> Optional<T> first(List<T> rows) {
    return rows.stream().findFirst();
  }

  /** Reads four columns. */
  private static ContentTotals content(ResultSet row, int first) throws SQLException {
    return new ContentTotals(
        row.getLong(first), row.getLong(first + 1), row.getLong(first + 2),
        row.getLong(first + 3));
  }

  private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
    Long millis = number(row, column);
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  private static @Nullable Long number(ResultSet row, int column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? null : number;
  }

  private static @Nullable Integer integer(ResultSet row, int column) throws SQLException {
    Long number = number(row, column);
    return number == null ? null : Math.toIntExact(number);
  }
}
