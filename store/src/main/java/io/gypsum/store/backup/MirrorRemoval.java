package io.gypsum.store.backup;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.gypsum.core.document.Latest;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.bucket.BucketNames;
import io.gypsum.store.bucket.BucketReader;

/**
 * Deletes objects from the target that the source no longer has: first the documents that make versions visible, for
 * all versions, and then the rest, since deleted versions may link to each other.
 */
final class MirrorRemoval {
  private static final int DELETE_BATCH = 1000;

  private final DocumentCopy documents;
  private final BackupProgress progress;
  private final BucketNames target;
  private final Queue<Key> extras = new ConcurrentLinkedQueue<>();

  MirrorRemoval(DocumentCopy documents, BackupProgress progress) {
    this.documents = documents;
    this.progress = progress;
    this.target = new BucketNames(documents.to());
  }

  /** Adds keys of the target that are below a version but not part of it. Thread-safe. */
  void addExtras(Collection<Key> keys) {
    extras.addAll(keys);
  }

  void run(LogCopy logs) {
    List<ProjectName> projects = target.projects();
    forEach(projects, this::hide);
    forEach(projects, this::clear);
    progress.attempt("", () -> remove(List.copyOf(extras)));
    progress.attempt(BucketLayout.LOGS.value(), () -> remove(logs.outdated()));
  }

  private void forEach(List<ProjectName> projects, Consumer<ProjectName> action) {
    projects.forEach(project -> progress.attempt(project + "/", () -> action.accept(project)));
  }

  private void hide(ProjectName project) {
    removeIfGone(BucketLayout.permissions(project));
    for (ProjectAsset asset : target.assets(project)) {
      removeIfGone(BucketLayout.latest(asset));
      for (AssetVersion version : target.versions(asset)) {
        if (isGone(BucketLayout.summary(version))) {
          removeLatestOf(version);
          remove(List.of(BucketLayout.summary(version)));
        }
      }
    }
  }

  private void clear(ProjectName project) {
    for (ProjectAsset asset : target.assets(project)) {
      for (AssetVersion version : target.versions(asset)) {
        if (documents.from().head(BucketLayout.summary(version)).isEmpty()) {
          removeAll(version);
        }
      }
    }
    removeIfGone(BucketLayout.quota(project));
    removeIfGone(BucketLayout.usage(project));
  }

  private void removeIfGone(Key key) {
    if (isGone(key)) {
      remove(List.of(key));
    }
  }

  private boolean isGone(Key key) {
    return documents.to().head(key).isPresent() && documents.from().head(key).isEmpty();
  }

  /** Deletes {@code ..latest} if it still names the version, because the version that followed could not be copied. */
  private void removeLatestOf(AssetVersion version) {
    Key latest = BucketLayout.latest(version.projectAsset());
    if (documents.target(latest)
        .map(content -> BucketReader.parse(latest, content, Latest::read))
        .filter(named -> named.version().equals(version.version()))
        .isPresent()) {
      remove(List.of(latest));
    }
  }

  private void removeAll(AssetVersion version) {
    List<Key> batch = new ArrayList<>();
    try (Stream<ObjectEntry> objects = documents.to().list(BucketLayout.below(version))) {
      objects.forEach(object -> {
        batch.add(object.key());
        if (batch.size() == DELETE_BATCH) {
          remove(batch);
          batch.clear();
        }
      });
    }
    remove(batch);
  }

  private void remove(Collection<Key> keys) {
    if (!keys.isEmpty()) {
      documents.to().delete(keys);
      progress.objectsDeleted.add(keys.size());
    }
  }
}
