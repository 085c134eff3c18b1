package io.gypsum.server.page;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.VersionName;
import io.gypsum.store.bucket.BucketReader;
import org.jspecify.annotations.Nullable;

/**
 * The state of a version, which {@code tag/versionstate.jte} shows on each of its pages.
 *
 * @param summary of a finished upload
 * @param latest the latest version of the asset; null if there is none, or unknown
 */
public record VersionOverview(
    AssetVersion version, Summary summary, @Nullable AssetVersion latest) {
  /**
   * Reads the state of a version.
   *
   * @throws GypsumException NOT_FOUND if the version does not exist or is being uploaded
   */
  public static VersionOverview read(
      PageUrls urls, PageSources sources, AssetVersion version) {
    BucketReader bucket = sources.bucket();
    Summary summary =
        bucket.summary(version)
            .filter(Summary::isFinished)
            .orElseThrow(() -> missing(urls, sources, version));
    return new VersionOverview(version, summary, latest(bucket, version));
  }

  /** Returns the failure for a version that does not exist or is being uploaded, with names that exist. */
  public static GypsumException missing(
      PageUrls urls, PageSources sources, AssetVersion version) {
    return new UnknownNames(urls, sources).version(version);
  }

  private static @Nullable AssetVersion latest(BucketReader bucket, AssetVersion version) {
    try {
      VersionName latest =
          bucket.latest(version.projectAsset()).map(Latest::version).orElse(null);
      return latest == null
          ? null
          : version.projectAsset().version(latest);
    } catch (GypsumException e) {
      // The page can be shown without it.
      return null;
    }
  }

  public boolean isOnProbation() {
    return summary.isOnProbation();
  }

  public boolean isLatest() {
    return version.equals(latest);
  }

  /** Returns whether there is a latest version other than this one. */
  public boolean isOutdated() {
    return latest != null && !isLatest();
  }
}
