package io.gypsum.server.page;

import java.util.Objects;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.VersionName;
import io.gypsum.store.bucket.BucketReader;
import org.jspecify.annotations.Nullable;

/**
 * What readers of any page of a version should know, which {@code tag/versionstate.jte} shows.
 *
 * @param latest the latest version of the asset; null if it is this version, or unknown
 */
public record VersionState(
    AssetVersion version, boolean isOnProbation, @Nullable AssetVersion latest) {
  /**
   * Reads the state of a version.
   *
   * @throws GypsumException NOT_FOUND if the version does not exist or is being uploaded
   */
  static VersionState read(BucketReader bucket, AssetVersion version) {
    Summary summary =
        bucket.summary(version)
            .orElseThrow(
                () -> GypsumException.notFound("version '" + version + "' does not exist"));
    if (summary.uploadFinish() == null) {
      throw GypsumException.notFound("version '" + version + "' is still being uploaded");
    }
    boolean isOnProbation = Objects.equals(summary.onProbation(), true);
    return new VersionState(version, isOnProbation, otherLatest(bucket, version));
  }

  private static @Nullable AssetVersion otherLatest(BucketReader bucket, AssetVersion version) {
    try {
      VersionName latest =
          bucket.latest(version.projectAsset()).map(document -> document.version()).orElse(null);
      return latest == null || latest.equals(version.version())
          ? null
          : new AssetVersion(version.project(), version.asset(), latest);
    } catch (GypsumException e) {
      // The page can be shown without it.
      return null;
    }
  }
}
