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
 * Removes from the target what the source has no longer: everywhere what makes versions visible, then what they had, since
 * versions that go may have links to each other.
 */
final class Removal {
  private static final int BATCH = 1000;

  private final Documents documents;
  private final Tally tally;
  private final BucketNames there;
  private final Queue<Key> extras = new ConcurrentLinkedQueue<>();

  Removal(Documents documents, Tally tally) {
    this.documents = documents;
    this.tally = tally;
    this.there = new BucketNames(documents.to());
  }

  /** Notes what lies below a version and is not of it. Thread-safe. */
  void note(Collection<Key> leftovers) {
    extras.addAll(leftovers);
  }

  void everywhere(LogCopy logs) {
    List<ProjectName> projects = there.projects();
    eachOf(projects, this::hide);
    eachOf(projects, this::clear);
    tally.attempt("", () -> remove(List.copyOf(extras)));
    tally.attempt(BucketLayout.LOGS.value(), () -> remove(logs.outdated()));
  }

  private void eachOf(List<ProjectName> projects, Consumer<ProjectName> removal) {
    projects.forEach(project -> tally.attempt(project + "/", () -> removal.accept(project)));
  }

  private void hide(ProjectName project) {
    removeIfGone(BucketLayout.permissions(project));
    for (ProjectAsset asset : there.assets(project)) {
      removeIfGone(BucketLayout.latest(asset));
      for (AssetVersion version : there.versions(asset)) {
        if (isGone(BucketLayout.summary(version))) {
          removeLatest(version);
          remove(List.of(BucketLayout.summary(version)));
        }
      }
    }
  }

  private void clear(ProjectName project) {
    for (ProjectAsset asset : there.assets(project)) {
      for (AssetVersion version : there.versions(asset)) {
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

  /** When it still is the latest, since the one that came after it could not be copied. */
  private void removeLatest(AssetVersion version) {
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
        if (batch.size() == BATCH) {
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
      tally.objectsDeleted.add(keys.size());
    }
  }
}
