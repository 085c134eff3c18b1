package io.gypsum.store.backup;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.gypsum.core.document.Latest;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.bucket.BucketReader;

/**
 * What is written when all files of all versions are there, since they may be links to each other. Until then it is in
 * memory: some hundred bytes for each new version and each asset. Thread-safe.
 */
final class Publication {
  private final Documents documents;
  private final Tally tally;
  private final Queue<WholeVersion> versions = new ConcurrentLinkedQueue<>();
  private final Map<ProjectAsset, byte[]> latests = new ConcurrentHashMap<>();
  private final Set<AssetVersion> published = ConcurrentHashMap.newKeySet();

  Publication(Documents documents, Tally tally) {
    this.documents = documents;
    this.tally = tally;
  }

  /** Notes what the latest version of an asset is, to be asked before its versions are listed. */
  void noteLatest(ProjectAsset asset) {
    Key key = BucketLayout.latest(asset);
    tally.attempt(
        key.value(),
        () -> documents.source(key).ifPresent(content -> latests.put(asset, content)));
  }

  void noteVersion(WholeVersion whole) {
    Key key = BucketLayout.summary(whole.version());
    tally.attempt(
        key.value(),
        () -> {
          if (documents.isAtTarget(key, whole.summary())) {
            tally.versionsUnchanged.increment();
          } else {
            versions.add(whole);
          }
        });
  }

  void publish(Workers workers, List<ProjectName> projects) {
    workers.forEach(versions.iterator(), this::publishVersion);
    workers.forEach(
        latests.entrySet().iterator(), entry -> publishLatest(entry.getKey(), entry.getValue()));
    workers.forEach(projects.iterator(), this::publishProject);
  }

  private void publishVersion(WholeVersion whole) {
    Key key = BucketLayout.summary(whole.version());
    tally.attempt(
        key.value(),
        () -> {
          documents.put(key, whole.summary());
          published.add(whole.version());
          tally.versionsCopied.increment();
        });
  }

  /** Why a version is not at the target has been told already; what was the latest before stays it. */
  private void publishLatest(ProjectAsset asset, byte[] content) {
    Key key = BucketLayout.latest(asset);
    tally.attempt(
        key.value(),
        () -> {
          Latest latest = BucketReader.parse(key, content, Latest::read);
          AssetVersion version =
              new AssetVersion(asset.project(), asset.asset(), latest.version());
          if (!documents.isAtTarget(key, content) && isVisible(version)) {
            documents.put(key, content);
          }
        });
  }

  private boolean isVisible(AssetVersion version) {
    return published.contains(version)
        || documents.to().head(BucketLayout.summary(version)).isPresent();
  }

  /** Without permissions there is no project, so they come last. */
  private void publishProject(ProjectName project) {
    for (Key key : List
        .of(
            BucketLayout.usage(project), BucketLayout.quota(project),
            BucketLayout.permissions(project))) {
      tally.attempt(key.value(), () -> documents.copy(key));
    }
  }
}
