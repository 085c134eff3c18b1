package io.gypsum.server.operation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.LatestRule;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.VersionName;
import io.gypsum.store.ListEntry;
import io.gypsum.store.bucket.BucketReader;
import org.jspecify.annotations.Nullable;

/** Lists the versions of an asset and determines the latest one. */
final class VersionHistory {
  private final BucketReader bucket;

  VersionHistory(BucketReader bucket) {
    this.bucket = bucket;
  }

  /** Returns every version that has an object, including unfinished ones. */
  List<AssetVersion> versions(ProjectAsset asset) {
    List<AssetVersion> versions = new ArrayList<>();
    try (Stream<ListEntry> listing =
        bucket.store().listLevel(BucketLayout.below(asset))) {
      listing.forEach(
          entry -> {
            VersionName name =
                entry instanceof ListEntry.PrefixEntry directory ? nameOf(asset, directory) : null;
            if (name != null) {
              versions.add(new AssetVersion(asset.project(), asset.asset(), name));
            }
          });
    }
    return versions;
  }

  /** Computes the latest version from the summaries of all versions except {@code without}. */
  Optional<Latest> recompute(ProjectAsset asset, @Nullable VersionName without) {
    Map<VersionName, Summary> summaries = new LinkedHashMap<>();
    for (AssetVersion version : versions(asset)) {
      if (!version.version().equals(without)) {
        bucket.summary(version).ifPresent(summary -> summaries.put(version.version(), summary));
      }
    }
    return LatestRule.choose(summaries).map(Latest::new);
  }

  /** Returns true if {@code version} with this new {@code summary} becomes the latest of its asset. */
  boolean becomesLatest(AssetVersion version, Summary summary) {
    if (!summary.isPublished() || summary.uploadFinish() == null) {
      return false;
    }
    Optional<Latest> current = bucket.latest(version.projectAsset());
    if (current.isEmpty() || current.get().version().equals(version.version())) {
      return true;
    }
    VersionName currentName = current.get().version();
    Optional<Summary> currentSummary =
        bucket.summary(new AssetVersion(version.project(), version.asset(), currentName));
    return currentSummary.isEmpty()
        || LatestRule.supersedes(
            version.version(), summary.uploadFinish(), currentName, currentSummary.get());
  }

  private static @Nullable VersionName nameOf(ProjectAsset asset, ListEntry.PrefixEntry directory) {
    String text = directory.text();
    try {
      return new VersionName(text.substring(asset.toString().length() + 1, text.length() - 1));
    } catch (GypsumException e) {
      // Not a version, but an object written by other software.
      return null;
    }
  }
}
