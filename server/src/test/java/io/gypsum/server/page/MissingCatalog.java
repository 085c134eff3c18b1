package io.gypsum.server.page;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import io.gypsum.server.catalog.AssetQuery;
import io.gypsum.server.catalog.AssetRow;
import io.gypsum.server.catalog.BucketTotals;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.catalog.CatalogState;
import io.gypsum.server.catalog.IncomingLinkSummary;
import io.gypsum.server.catalog.IncomingLinkSummary.LinkingVersion;
import io.gypsum.server.catalog.MissingTargets;
import io.gypsum.server.catalog.ProjectQuery;
import io.gypsum.server.catalog.ProjectRow;
import io.gypsum.server.catalog.ProjectSelection;
import io.gypsum.server.catalog.UploadMonth;
import io.gypsum.server.catalog.VersionRow;

/** A catalogue that has not read anything yet. */
final class MissingCatalog implements Catalog {
  private static GypsumException busy() {
    return new GypsumException(
        GypsumException.Kind.BUSY, "the server is reading its data; try again in a moment");
  }

  @Override
  public CatalogState state() {
    return new CatalogState(null, 1_234);
  }

  @Override
  public BucketTotals totals() {
    throw busy();
  }

  @Override
  public List<ProjectRow> projects(int offset, int limit) {
    throw busy();
  }

  @Override
  public List<ProjectRow> projects(ProjectQuery query, int offset, int limit) {
    throw busy();
  }

  @Override
  public long projectCount(String filter) {
    throw busy();
  }

  @Override
  public Optional<ProjectRow> project(ProjectName project) {
    throw busy();
  }

  @Override
  public List<AssetRow> assets(ProjectName project, int offset, int limit) {
    throw busy();
  }

  @Override
  public List<AssetRow> assets(AssetQuery query, int offset, int limit) {
    throw busy();
  }

  @Override
  public long assetCount(String filter) {
    throw busy();
  }

  @Override
  public Optional<AssetRow> asset(ProjectAsset asset) {
    throw busy();
  }

  @Override
  public List<VersionRow> versions(ProjectAsset asset, int offset, int limit) {
    throw busy();
  }

  @Override
  public Optional<VersionRow> version(AssetVersion version) {
    throw busy();
  }

  @Override
  public Optional<VersionName> versionBefore(AssetVersion version) {
    throw busy();
  }

  @Override
  public IncomingLinkSummary linksTo(AssetVersion version) {
    throw busy();
  }

  @Override
  public List<LinkingVersion> linksTo(AssetVersion version, int offset, int limit) {
    throw busy();
  }

  @Override
  public List<VersionRow> latestChanges(int limit) {
    throw busy();
  }

  @Override
  public List<VersionRow> latestChanges(ProjectName project, int limit) {
    throw busy();
  }

  @Override
  public MissingTargets missingTargets(AssetVersion version) {
    throw busy();
  }

  @Override
  public List<VersionRow> probational(int limit) {
    throw busy();
  }

  @Override
  public List<VersionRow> probational(ProjectName project, int limit) {
    throw busy();
  }

  @Override
  public List<ProjectName> projectsOf(Set<String> ids, int offset, int limit) {
    throw busy();
  }

  @Override
  public List<VersionRow> probational(ProjectSelection projects, int offset, int limit) {
    throw busy();
  }

  @Override
  public long probationalCount(ProjectSelection projects) {
    throw busy();
  }

  @Override
  public List<VersionRow> versionsBy(String user, int limit) {
    throw busy();
  }

  @Override
  public List<UploadMonth> uploads() {
    throw busy();
  }

  @Override
  public List<UploadMonth> uploads(ProjectName project) {
    throw busy();
  }
}
