package io.gypsum.server.operation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.OnInterrupt;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.decision.LatestRule;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.VersionName;
import io.gypsum.store.ListEntry;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.DocumentResult;
import org.jspecify.annotations.Nullable;

/** Lists the versions of an asset and determines the latest one. */
final class VersionHistory {
  private static final int MAX_CONCURRENT_READS = 16;
  private static final int MIN_READS_PER_THREAD = 8;
  /** Number of versions that are read between two checks of the lease. Reading them takes a small part of its time. */
  private static final int BATCH = 256;
  private static final OnInterrupt ON_INTERRUPT =
      OnInterrupt.unavailable("reading the versions of an asset was interrupted");

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

  /**
   * Computes the latest version from the summaries of all versions except {@code without}. A version whose summary is
   * corrupt does not count as published.
   *
   * @param betweenReads called regularly in this thread, since the reads may take longer than the lease of the caller's lock
   */
  Optional<Latest> recompute(
      ProjectAsset asset, @Nullable VersionName without, Runnable betweenReads) {
    Map<VersionName, Summary> summaries = new LinkedHashMap<>();
    forEachResult(versions(asset), betweenReads, this::summary, (version, read) -> {
      Summary summary = read.document();
      if (summary != null && !version.version().equals(without)) {
        summaries.put(version.version(), summary);
      }
    });
    return LatestRule.choose(summaries).map(Latest::new);
  }

  /**
   * Reads something of each version, several at a time, and passes the results on in the order of the versions.
   *
   * @param betweenReads as in {@link #recompute}
   */
  static <R> void forEachResult(
      List<AssetVersion> versions, Runnable betweenReads, Function<AssetVersion, R> read,
      BiConsumer<AssetVersion, R> consumer) {
    for (int start = 0; start < versions.size(); start += BATCH) {
      betweenReads.run();
      List<AssetVersion> batch =
          versions.subList(start, Math.min(start + BATCH, versions.size()));
      // Starting a thread for a few reads is not worthwhile.
      int threads = Math.min(MAX_CONCURRENT_READS, batch.size() / MIN_READS_PER_THREAD);
      List<R> results = Parallel.map(batch, threads, ON_INTERRUPT, read);
      for (int i = 0; i < batch.size(); i++) {
        consumer.accept(batch.get(i), results.get(i));
      }
    }
  }

  private DocumentResult<Summary> summary(AssetVersion version) {
    return bucket.tryRead(BucketLayout.summary(version), Summary::read);
  }

  /** Returns whether the usage of the project includes the version: it is finished, or may be because its summary is corrupt. */
  boolean isCounted(AssetVersion version) {
    DocumentResult<Summary> read = summary(version);
    Summary summary = read.document();
    return summary == null ? read.problem() != null : summary.isFinished();
  }

  /** Returns whether {@code ..latest} names the version, or is corrupt and has to be recomputed. */
  boolean mayBeLatest(AssetVersion version) {
    DocumentResult<Latest> read = latest(version.projectAsset());
    Latest latest = read.document();
    return latest == null ? read.problem() != null : latest.version().equals(version.version());
  }

  private DocumentResult<Latest> latest(ProjectAsset asset) {
    return bucket.tryRead(BucketLayout.latest(asset), Latest::read);
  }

  /**
   * Returns true if {@code version} with this new {@code summary} becomes the latest of its asset.
   *
   * @param betweenReads as in {@link #recompute}
   */
  boolean becomesLatest(AssetVersion version, Summary summary, Runnable betweenReads) {
    if (!summary.isPublished() || summary.uploadFinish() == null) {
      return false;
    }
    DocumentResult<Latest> read = latest(version.projectAsset());
    Optional<Latest> current =
        read.problem() == null
            ? Optional.ofNullable(read.document())
            : recompute(version.projectAsset(), version.version(), betweenReads);
    if (current.isEmpty() || current.get().version().equals(version.version())) {
      return true;
    }
    VersionName currentName = current.get().version();
    Summary currentSummary =
        summary(new AssetVersion(version.project(), version.asset(), currentName)).document();
    return currentSummary == null
        || LatestRule.supersedes(
            version.version(), summary.uploadFinish(), currentName, currentSummary);
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
