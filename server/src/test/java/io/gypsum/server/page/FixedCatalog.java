package io.gypsum.server.page;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import io.gypsum.server.catalog.AssetQuery;
import io.gypsum.server.catalog.AssetRow;
import io.gypsum.server.catalog.BucketTotals;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.catalog.CatalogState;
import io.gypsum.server.catalog.ContentTotals;
import io.gypsum.server.catalog.IncomingLinkSummary;
import io.gypsum.server.catalog.IncomingLinkSummary.LinkingVersion;
import io.gypsum.server.catalog.MissingTargets;
import io.gypsum.server.catalog.ProjectQuery;
import io.gypsum.server.catalog.ProjectRow;
import io.gypsum.server.catalog.ProjectSelection;
import io.gypsum.server.catalog.UploadMonth;
import io.gypsum.server.catalog.VersionRow;
import org.jspecify.annotations.Nullable;

/** A catalogue with the given rows, in the order in which they were added. */
final class FixedCatalog implements Catalog {
  final List<ProjectRow> projects = new ArrayList<>();
  final List<AssetRow> assets = new ArrayList<>();
  final List<VersionRow> versions = new ArrayList<>();

  FixedCatalog project(String name) {
    projects.add(
        new ProjectRow(
            new ProjectRow.ProjectDocuments(new ProjectName(name), true, 1, 0, null, null), 0, 0,
            ContentTotals.NONE, null));
    return this;
  }

  FixedCatalog asset(ProjectAsset asset, @Nullable VersionName latest, Instant changed) {
    assets.add(new AssetRow(asset, latest, 1, 0, ContentTotals.NONE, changed));
    return this;
  }

  FixedCatalog version(String version, String user, Instant finish, long files) {
    versions.add(
        new VersionRow(
            AssetVersion.parse(version), user, null, finish, false,
            new ContentTotals(files, 0, files * 1000, files * 1000)));
    return this;
  }

  @Override
  public CatalogState state() {
    return new CatalogState(Instant.EPOCH, 0);
  }

  @Override
  public BucketTotals totals() {
    return new BucketTotals(
        projects.size(), assets.size(), versions.size(), ContentTotals.NONE);
  }

  @Override
  public List<ProjectRow> projects(int offset, int limit) {
    return page(projects, offset, limit);
  }

  @Override
  public List<ProjectRow> projects(ProjectQuery query, int offset, int limit) {
    return page(projects, offset, limit);
  }

  @Override
  public long projectCount(String filter) {
    return projects.size();
  }

  @Override
  public Optional<ProjectRow> project(ProjectName project) {
    return projects.stream().filter(row -> row.name().equals(project)).findFirst();
  }

  @Override
  public List<AssetRow> assets(ProjectName project, int offset, int limit) {
    return page(
        assets.stream().filter(row -> row.asset().project().equals(project)).toList(), offset,
        limit);
  }

  @Override
  public List<AssetRow> assets(AssetQuery query, int offset, int limit) {
    return page(assets, offset, limit);
  }

  @Override
  public long assetCount(String filter) {
    return assets.size();
  }

  @Override
  public Optional<AssetRow> asset(ProjectAsset asset) {
    return assets.stream().filter(row -> row.asset().equals(asset)).findFirst();
  }

  @Override
  public List<VersionRow> versions(ProjectAsset asset, int offset, int limit) {
    return page(
        versions.stream().filter(row -> row.version().projectAsset().equals(asset)).toList(),
        offset, limit);
  }

  @Override
  public Optional<VersionRow> version(AssetVersion version) {
    return versions.stream().filter(row -> row.version().equals(version)).findFirst();
  }

  @Override
  public Optional<VersionName> versionBefore(AssetVersion version) {
    return Optional.empty();
  }

  @Override
  public IncomingLinkSummary linksTo(AssetVersion version) {
    return new IncomingLinkSummary(0, 0, List.of());
  }

  @Override
  public List<LinkingVersion> linksTo(AssetVersion version, int offset, int limit) {
    return List.of();
  }

  @Override
  public MissingTargets missingTargets(AssetVersion version) {
    return MissingTargets.NONE;
  }

  @Override
  public List<VersionRow> latestChanges(int limit) {
    return page(versions, 0, limit);
  }

  @Override
  public List<VersionRow> latestChanges(ProjectName project, int limit) {
    return page(
        versions.stream().filter(row -> row.version().project().equals(project)).toList(), 0,
        limit);
  }

  @Override
  public List<VersionRow> probational(int limit) {
    return List.of();
  }

  @Override
  public List<VersionRow> probational(ProjectName project, int limit) {
    return List.of();
  }

  @Override
  public List<ProjectName> projectsOf(Set<String> ids, int offset, int limit) {
    return List.of();
  }

  @Override
  public List<VersionRow> probational(ProjectSelection projects, int offset, int limit) {
    return List.of();
  }

  @Override
  public long probationalCount(ProjectSelection projects) {
    return 0;
  }

  @Override
  public List<VersionRow> versionsBy(String user, int limit) {
    return page(versions.stream().filter(row -> row.user().equals(user)).toList(), 0, limit);
  }

  @Override
  public List<UploadMonth> uploads() {
    return List.of();
  }

  @Override
  public List<UploadMonth> uploads(ProjectName project) {
    return List.of();
  }

  private static <T> List<T> page(List<T> rows, int offset, int limit) {
    if (offset < 0 || limit < 1 || limit > MAX_ROWS) {
      throw new IllegalArgumentException("offset " + offset + ", limit " + limit);
    }
    return rows.stream().skip(offset).limit(limit).toList();
  }
}
