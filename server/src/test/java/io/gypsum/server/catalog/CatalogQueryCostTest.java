package io.gypsum.server.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.metadata.sqlite.SqliteConnections;
import io.gypsum.server.catalog.AssetQuery.Order;
import io.gypsum.server.catalog.CatalogItem.ProjectItem;
import io.gypsum.server.catalog.CatalogItem.State;
import io.gypsum.server.catalog.CatalogItem.VersionItem;
import io.gypsum.server.catalog.ProjectRow.ProjectDocuments;
import io.gypsum.server.testing.FastDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.ProgressHandler;

import static org.assertj.core.api.Assertions.assertThat;

/** The steps of SQLite that the queries of pages take, as the bucket grows. */
class CatalogQueryCostTest {
  private static final ProjectName LARGE = new ProjectName("large");
  private static final ProjectAsset ASSET = ProjectAsset.of("large", "a");
  private static final AssetVersion LAST = AssetVersion.of("large", "a", "v10");
  private static final int ROWS = 20;

  @TempDir(factory = FastDirectory.class) Path directory;

  private interface Query {
    Object run(CatalogQueries queries) throws SQLException;
  }

  /** Their cost must depend on the number of returned rows only. */
  private static final Map<String, Query> PAGED = new LinkedHashMap<>();
  /** Their cost may grow with the number of assets, but not with the number of versions. */
  private static final Map<String, Query> OVER_ALL_ASSETS = new LinkedHashMap<>();

  static {
    PAGED.put("projects", queries -> queries.projects(0, ROWS));
    PAGED.put("project", queries -> queries.project(LARGE));
    PAGED.put("assets", queries -> queries.assets(LARGE, 0, ROWS));
    PAGED.put("assets by name", queries -> queries.assets(AssetQuery.ALL, 0, ROWS));
    PAGED.put("asset", queries -> queries.asset(ASSET));
    PAGED.put("versions", queries -> queries.versions(ASSET, 0, ROWS));
    PAGED.put("version", queries -> queries.version(LAST));
    PAGED.put("version before", queries -> queries.versionBefore(LAST));
    PAGED.put("missing targets", queries -> queries.missingTargets(LAST));
    PAGED.put("changes", queries -> queries.latestChanges(null, ROWS));
    PAGED.put("changes of a project", queries -> queries.latestChanges(LARGE, ROWS));
    PAGED.put("probational", queries -> queries.probational(null, ROWS));
    PAGED.put("probational of a project", queries -> queries.probational(LARGE, ROWS));
    PAGED.put(
        "probational of all projects",
        queries -> queries.probational(ProjectSelection.ALL, 0, ROWS));
    PAGED.put("versions of a user", queries -> queries.versionsBy("user", ROWS));
    PAGED.put("uploads", queries -> queries.uploads(null));
    PAGED.put("uploads of a project", queries -> queries.uploads(LARGE));

    OVER_ALL_ASSETS.put("totals", CatalogQueries::totals);
    OVER_ALL_ASSETS.put("count", queries -> queries.assetCount("a"));
    OVER_ALL_ASSETS.put("project count", queries -> queries.projectCount("a"));
    OVER_ALL_ASSETS.put(
        "projects by share",
        queries -> queries.projects(new ProjectQuery("", ProjectQuery.Order.SHARE, 2026), 0, ROWS));
    OVER_ALL_ASSETS.put(
        "filter", queries -> queries.assets(new AssetQuery("a", Order.BYTES, true), 0, ROWS));
  }

  @Test
  void theStepsOfAQueryDoNotGrowWithTheVersionsOfAnAssetAndTheProjects() throws SQLException {
    Map<String, Long> few = steps(PAGED, 100, 30);
    Map<String, Long> many = steps(PAGED, 1_500, 300);
    few.forEach(
        (name, steps) -> assertThat(many.get(name)).as(name).isBetween(1L, steps + steps / 2));
  }

  @Test
  void theStepsOverAllAssetsDoNotGrowWithTheirVersions() throws SQLException {
    Map<String, Long> few = steps(OVER_ALL_ASSETS, 100, 30);
    Map<String, Long> many = steps(OVER_ALL_ASSETS, 1_500, 30);
    few.forEach(
        (name, steps) -> assertThat(many.get(name)).as(name).isBetween(1L, steps + steps / 2));
  }

  private Map<String, Long> steps(Map<String, Query> queries, int versions, int projects)
      throws SQLException {
    Path file = directory.resolve(versions + "-" + projects);
    Map<String, Long> steps = new LinkedHashMap<>();
    try (CatalogDatabase database = database(file, versions, projects);
        Connection connection = SqliteConnections.openShared(file, true)) {
      for (Map.Entry<String, Query> query : queries.entrySet()) {
        AtomicLong count = new AtomicLong();
        ProgressHandler.setHandler(connection, 1, new ProgressHandler() {
          @Override
          protected int progress() {
            count.incrementAndGet();
            return 0;
          }
        });
        assertThat(query.getValue().run(new CatalogQueries(connection))).as(query.getKey())
            .isNotEqualTo(List.of());
        ProgressHandler.clearHandler(connection);
        steps.put(query.getKey(), count.get());
      }
    }
    return steps;
  }

  private static CatalogDatabase database(Path file, int versions, int projects) {
    CatalogDatabase database =
        create(file);
    for (int i = 0; i < versions; i++) {
      put(database, "large", "v" + i, i, i % 4 == 3);
    }
    for (int i = 0; i < projects; i++) {
      String name = "p" + i;
      put(database, name, "v", i, i == projects - 1);
      project(database, new ProjectName(name));
    }
    project(database, LARGE);
    return database;
  }

  private static CatalogDatabase create(Path file) {
    try {
      return CatalogDatabase.create(
          file, "bucket", Instant.EPOCH, path -> SqliteConnections.openShared(path, false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(
      CatalogDatabase database, String project, String version, int number, boolean probation) {
    Instant finish = Instant.parse("2026-03-01T00:00:00Z").plusSeconds(number);
    database.put(
        new VersionItem(
            AssetVersion.of(project, "a", version), State.COMPLETE,
            new Summary("user", finish, finish, probation), new ContentTotals(2, 1, 10, 5),
            Map.of()));
  }

  private static void project(CatalogDatabase database, ProjectName project) {
    database.put(
        new ProjectItem(
            new ProjectDocuments(project, true, 1, 1, Quota.defaultFor(2026), 10L),
            List.of("owner of " + project), List.of("uploader")));
  }
}
