package io.gypsum.store.backup;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.document.Latest;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.backup.VersionCopy.CompleteVersion;
import io.gypsum.store.bucket.BucketReader;

/**
 * Collects the documents that make versions visible, and writes them when the files of all versions are at the target,
 * since files may be links to each other. Memory holds a few hundred bytes per new version and per asset. Thread-safe.
 */
final class VersionPublication {
  private final DocumentCopy documents;
  private final BackupProgress progress;
  private final Queue<CompleteVersion> versions = new ConcurrentLinkedQueue<>();
  private final Map<ProjectAsset, byte[]> latests = new ConcurrentHashMap<>();
  private final Set<AssetVersion> published = ConcurrentHashMap.newKeySet();

  VersionPublication(DocumentCopy documents, BackupProgress progress) {
    this.documents = documents;
    this.progress = progress;
  }

  /** Reads the {@code ..latest} of an asset; to be called before the versions of the asset are listed. */
  void readLatest(ProjectAsset asset) {
    Key key = BucketLayout.latest(asset);
    progress.attempt(
        key.value(),
        () -> documents.source(key).ifPresent(content -> latests.put(asset, content)));
  }

  void addVersion(CompleteVersion version) {
    Key key = BucketLayout.summary(version.name());
    progress.attempt(
        key.value(),
        () -> {
          if (documents.isAtTarget(key, version.summary())) {
            progress.versionsUnchanged.increment();
          } else {
            versions.add(version);
          }
        });
  }

  void publish(Parallel threads, List<ProjectName> projects) {
    threads.forEach(versions.iterator(), this::publishVersion);
    threads.forEach(
        latests.entrySet().iterator(), entry -> publishLatest(entry.getKey(), entry.getValue()));
    threads.forEach(projects.iterator(), this::publishProject);
  }

  private void publishVersion(CompleteVersion version) {
    Key key = BucketLayout.summary(version.name());
    progress.attempt(
        key.value(),
        () -> {
          documents.put(key, version.summary());
          published.add(version.name());
          progress.versionsCopied.increment();
        });
  }

  /**
   * Keeps the {@code ..latest} of the target if the version does not exist there; the reason was already reported as a
   * problem.
   */
  private void publishLatest(ProjectAsset asset, byte[] content) {
    Key key = BucketLayout.latest(asset);
    progress.attempt(
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

  /** Writes the permissions last, since they make the project exist. */
  private void publishProject(ProjectName project) {
    for (Key key : List.of(
        BucketLayout.usage(project), BucketLayout.quota(project),
        BucketLayout.permissions(project))) {
      progress.attempt(key.value(), () -> documents.copy(key));
    }
  }
}
