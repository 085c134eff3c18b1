package io.gypsum.server.page;

import java.time.InstantSource;
import java.util.List;

import io.gypsum.core.Timestamps;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.audit.AuditTrail;
import io.gypsum.server.catalog.AssetRow;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.catalog.MissingTargets;
import io.gypsum.server.catalog.VersionRow;
import io.gypsum.server.compute.ComputeLanes;
import io.gypsum.server.compute.ComputeTurns;
import io.gypsum.server.file.CachedManifests;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.index.IndexSearch;
import io.gypsum.server.page.folder.FileTrees;
import io.gypsum.server.page.preview.PreviewReader;
import io.gypsum.store.bucket.BucketNames;
import io.gypsum.store.bucket.BucketReader;
import org.jspecify.annotations.Nullable;

/**
 * The sources of the content of pages.
 *
 * @param trees the files of versions of the bucket whose content is shown
 * @param catalog the projects, assets and versions
 * @param lanes where pages compute
 * @param search null if the server has no metadata index
 * @param clock for the age of the data, and for the current year
 * @param previews of files of the bucket
 * @param audit the recorded changes
 */
public record PageSources(
    FileTrees trees, Catalog catalog, ComputeLanes lanes, @Nullable IndexSearch search,
    InstantSource clock, PreviewReader previews, AuditTrail audit) {
  public PageSources(
      FileTrees trees, Catalog catalog, ComputeLanes lanes, @Nullable IndexSearch search,
      InstantSource clock, AuditTrail audit) {
    this(trees, catalog, lanes, search, clock, new PreviewReader(trees.bucket().store()), audit);
  }

  /** Returns the bucket whose content is shown. */
  public BucketReader bucket() {
    return trees.bucket();
  }

  /** Returns the manifests of the bucket. */
  public CachedManifests manifests() {
    return trees.manifests();
  }

  /** Returns a reader of the catalogue that reads only names while the catalogue is not available. */
  public CatalogAnswers answers() {
    return new CatalogAnswers(catalog, clock);
  }

  /**
   * Returns the versions to which the files of a version link although they were deleted. The catalogue may be older than a
   * version, so a target counts as missing only after the bucket was read. Fails like {@link Catalog#missingTargets}.
   */
  public MissingTargets missingTargets(AssetVersion version) {
    return catalog.missingTargets(version)
        .without(target -> bucket().summary(target).isPresent());
  }

  /** Returns the names in the bucket, for what the catalogue does not contain yet. */
  public BucketNames names() {
    return new BucketNames(bucket().store());
  }

  /** Returns the year whose limits of quotas apply. */
  public int thisYear() {
    return Timestamps.year(clock.instant());
  }

  /** Returns the turns of a request in the lane in which pages read. */
  public ComputeTurns turns(Exchange exchange) {
    return lanes.reads().turns(exchange::isAbandoned);
  }

  /**
   * Returns at most {@code max} versions of an asset, newest first. If the catalogue contains none or cannot answer, they are the
   * last names in the bucket, unfinished versions included.
   */
  public List<AssetVersion> newestVersions(ProjectAsset asset, int max) {
    List<AssetVersion> known =
        answers()
            .read(
                state -> catalog.versions(asset, 0, max)
                    .stream()
                    .map(VersionRow::version)
                    .toList(),
                state -> List.of());
    return known.isEmpty()
        ? names().versions(asset).reversed().stream().limit(max).toList()
        : known;
  }

  /** Returns the first assets of a project by name; their names in the bucket if the catalogue contains none or cannot answer. */
  public List<ProjectAsset> firstAssets(ProjectName project, int max) {
    List<ProjectAsset> known =
        answers()
            .read(
                state -> catalog.assets(project, 0, max).stream().map(AssetRow::asset).toList(),
                state -> List.of());
    return known.isEmpty() ? names().assets(project).stream().limit(max).toList() : known;
  }
}
