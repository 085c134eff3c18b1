package io.gypsum.server.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import io.gypsum.server.catalog.IncomingLinkSummary.LinkingVersion;

/** The answers of a {@link BucketCatalog} for pages. Thread-safe. */
final class PageCatalog implements Catalog {
  private final BucketCatalog catalog;
  private final PageUpdates updates;

  PageCatalog(BucketCatalog catalog, PageUpdates updates) {
    this.catalog = catalog;
    this.updates = updates;
  }

  private interface PageQuery<T> {
    T run(CatalogQueries queries) throws SQLException;
  }

  private <T> T read(PageQuery<T> query) {
    catalog.awaitReady();
    updates.await();
    return catalog.read((Connection connection) -> query.run(new CatalogQueries(connection)));
  }

  private static void requireRows(int offset, int limit) {
    Objects.checkIndex(offset, Integer.MAX_VALUE);
    if (limit < 1 || limit > MAX_ROWS) {
      throw new IllegalArgumentException("limit " + limit + " is not within 1 to " + MAX_ROWS);
    }
  }

  @Override
  public CatalogState state() {
    return catalog.state();
  }

  @Override
  public BucketTotals totals() {
    return read(CatalogQueries::totals);
  }

  @Override
  public List<ProjectRow> projects(int offset, int limit) {
    requireRows(offset, limit);
    return read(queries -> queries.projects(offset, limit));
  }

  @Override
  public List<ProjectRow> projects(ProjectQuery query, int offset, int limit) {
    requireRows(offset, limit);
    return read(queries -> queries.projects(query, offset, limit));
  }

  @Override
  public long projectCount(String filter) {
    return read(queries -> queries.projectCount(filter));
  }

  @Override
  public Optional<ProjectRow> project(ProjectName project) {
    return read(queries -> queries.project(project));
  }

  @Override
  public List<AssetRow> assets(ProjectName project, int offset, int limit) {
    requireRows(offset, limit);
    return read(queries -> queries.assets(project, offset, limit));
  }

  @Override
  public List<AssetRow> assets(AssetQuery query, int offset, int limit) {
    requireRows(offset, limit);
    return read(queries -> queries.assets(query, offset, limit));
  }

  @Override
  public long assetCount(String filter) {
    return read(queries -> queries.assetCount(filter));
  }

  @Override
  public Optional<AssetRow> asset(ProjectAsset asset) {
    return read(queries -> queries.asset(asset));
  }

  @Override
  public List<VersionRow> versions(ProjectAsset asset, int offset, int limit) {
    requireRows(offset, limit);
    return read(queries -> queries.versions(asset, offset, limit));
  }

  @Override
  public Optional<VersionRow> version(AssetVersion version) {
    return read(queries -> queries.version(version));
  }

  @Override
  public Optional<VersionName> versionBefore(AssetVersion version) {
    return read(queries -> queries.versionBefore(version));
  }

  @Override
  public IncomingLinkSummary linksTo(AssetVersion version) {
    return read(queries -> queries.linksTo(version));
  }

  @Override
  public List<LinkingVersion> linksTo(AssetVersion version, int offset, int limit) {
    requireRows(offset, limit);
    return read(queries -> queries.linksTo(version, offset, limit));
  }

  @Override
  public MissingTargets missingTargets(AssetVersion version) {
    return read(queries -> queries.missingTargets(version));
  }

  @Override
  public List<VersionRow> latestChanges(int limit) {
    requireRows(0, limit);
    return read(queries -> queries.latestChanges(null, limit));
  }

  @Override
  public List<VersionRow> latestChanges(ProjectName project, int limit) {
    requireRows(0, limit);
    return read(queries -> queries.latestChanges(project, limit));
  }

  @Override
  public List<VersionRow> probational(int limit) {
    requireRows(0, limit);
    return read(queries -> queries.probational(null, limit));
  }

  @Override
  public List<VersionRow> probational(ProjectName project, int limit) {
    requireRows(0, limit);
    return read(queries -> queries.probational(project, limit));
  }

  @Override
  public List<ProjectName> projectsOf(Set<String> ids, int offset, int limit) {
    requireRows(offset, limit);
    return read(queries -> queries.projectsOf(ids, offset, limit));
  }

  @Override
  public List<VersionRow> probational(ProjectSelection projects, int offset, int limit) {
    requireRows(offset, limit);
    return read(queries -> queries.probational(projects, offset, limit));
  }

  @Override
  public long probationalCount(ProjectSelection projects) {
    return read(queries -> queries.probationalCount(projects));
  }

  @Override
  public List<VersionRow> versionsBy(String user, int limit) {
    requireRows(0, limit);
    return read(queries -> queries.versionsBy(user, limit));
  }

  @Override
  public List<UploadMonth> uploads() {
    return read(queries -> queries.uploads(null));
  }

  @Override
  public List<UploadMonth> uploads(ProjectName project) {
    return read(queries -> queries.uploads(project));
  }
}
