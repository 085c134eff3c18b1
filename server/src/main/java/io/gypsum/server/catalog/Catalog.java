package io.gypsum.server.catalog;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import io.gypsum.server.catalog.IncomingLinkSummary.LinkingVersion;

/**
 * The projects, assets and finished versions of the bucket, for the web pages. The answers come from a local file, so each takes
 * milliseconds however large the bucket is. Thread-safe.
 *
 * <p>Before an answer, the file includes the operations that this server has completed. Operations of other servers are
 * included if they can be read in a moment; otherwise {@link CatalogState#readAt} is the time up to which all changes are
 * included, and they are read in the background. A query waits for the file for at most a few seconds.
 *
 * <p>Offsets are at least 0, limits from 1 to {@link #MAX_ROWS}. Names are ordered as in SQLite: by their bytes in UTF-8.
 *
 * <p>All methods except {@link #state} throw a {@link GypsumException} whose message can be shown to users: BUSY while the bucket
 * is read for the first time, UNAVAILABLE or NO_SPACE if the store or the disk of the server fails. Pages can then read
 * single documents of the bucket instead.
 */
public interface Catalog {
  /** Maximum number of rows of one answer. */
  int MAX_ROWS = 1_000;

  /** Returns the age of the answers, without waiting. */
  CatalogState state();

  /** Returns the numbers of all projects, assets and versions. */
  BucketTotals totals();

  /** Returns projects by name, including those without versions. */
  List<ProjectRow> projects(int offset, int limit);

  /** Returns projects of a query. */
  List<ProjectRow> projects(ProjectQuery query, int offset, int limit);

  /**
   * Returns the number of projects that a query selects.
   *
   * @param filter as {@link ProjectQuery#filter}
   */
  long projectCount(String filter);

  Optional<ProjectRow> project(ProjectName project);

  /**
   * Returns the projects, by name, whose owners or uploaders include one of the ids; an entry that has ended counts too.
   *
   * @param ids logins and organizations
   */
  List<ProjectName> projectsOf(Set<String> ids, int offset, int limit);

  /** Returns the assets of a project by name. */
  List<AssetRow> assets(ProjectName project, int offset, int limit);

  /** Returns assets of all projects. */
  List<AssetRow> assets(AssetQuery query, int offset, int limit);

  /**
   * Returns the number of assets that a query selects.
   *
   * @param filter as {@link AssetQuery#filter}
   */
  long assetCount(String filter);

  Optional<AssetRow> asset(ProjectAsset asset);

  /** Returns the versions of an asset, those on probation included, newest first. */
  List<VersionRow> versions(ProjectAsset asset, int offset, int limit);

  Optional<VersionRow> version(AssetVersion version);

  /** Returns the newest published version of the asset that was finished before {@code version}. */
  Optional<VersionName> versionBefore(AssetVersion version);

  /** Returns the number of other versions with links to files whose bytes are in {@code version}, and the first ones by name. */
  IncomingLinkSummary linksTo(AssetVersion version);

  /** Returns the versions of {@link #linksTo(AssetVersion)} by name, those on probation included. */
  List<LinkingVersion> linksTo(AssetVersion version, int offset, int limit);

  /**
   * Returns the versions that contained the bytes of links of {@code version}, but are not in the catalogue any more. A version
   * that the catalogue cannot read does not count as missing.
   */
  MissingTargets missingTargets(AssetVersion version);

  /** Returns the published versions of all projects that were finished last, newest first. */
  List<VersionRow> latestChanges(int limit);

  /** Returns the published versions of a project that were finished last, newest first. */
  List<VersionRow> latestChanges(ProjectName project, int limit);

  /** Returns the versions of all projects that are on probation, oldest first. */
  List<VersionRow> probational(int limit);

  /** Returns the versions of a project that are on probation, oldest first. */
  List<VersionRow> probational(ProjectName project, int limit);

  /** Returns the versions of the selected projects that are on probation, oldest first. */
  List<VersionRow> probational(ProjectSelection projects, int offset, int limit);

  /** Returns the number of versions of the selected projects that are on probation. */
  long probationalCount(ProjectSelection projects);

  /**
   * Returns the versions of all projects that a user uploaded, those on probation included, newest first.
   *
   * @param user the login of the user
   */
  List<VersionRow> versionsBy(String user, int limit);

  /** Returns the months with finished uploads in all projects, oldest first; at most the last {@link #MAX_ROWS} months. */
  List<UploadMonth> uploads();

  /** Returns the months with finished uploads in a project, oldest first; at most the last {@link #MAX_ROWS} months. */
  List<UploadMonth> uploads(ProjectName project);
}
