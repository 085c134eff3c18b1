package io.gypsum.store.backup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.backup.BackupProgress.GivenUpException;
import io.gypsum.store.backup.BackupProgress.ProblemList;
import io.gypsum.store.bucket.BucketReader;
import org.jspecify.annotations.Nullable;

/** Copies everything of a version except its summary, which makes it visible. Thread-safe. */
record VersionCopy(
    DocumentCopy documents, UserFileCopy files, Parallel threads, BackupProgress progress) {

  /** A version of which the target has everything except, perhaps, the summary. */
  static final class CompleteVersion {
    private final AssetVersion name;
    private final byte[] summary;
    private final List<Key> extras;

    CompleteVersion(AssetVersion name, byte[] summary, List<Key> extras) {
      this.name = name;
      this.summary = summary;
      this.extras = List.copyOf(extras);
    }

    AssetVersion name() {
      return name;
    }

    /** Returns the summary to write. The array must not be changed. */
    byte[] summary() {
      return summary;
    }

    /** Returns the keys that the target has below the version and that are not part of it. */
    List<Key> extras() {
      return extras;
    }
  }

  /**
   * The objects below a version at the target.
   *
   * @param files the files of the manifest that exist with their size; their content may differ
   * @param others all other objects, except files of the manifest with another size
   */
  private record TargetObjects(Manifest.FileMarks files, Set<Key> others) {
    boolean has(Key document) {
      return others.contains(document);
    }
  }

  /** Copies a version. Empty when it must not be published: it is unfinished, was deleted, or is not complete. */
  Optional<CompleteVersion> copy(AssetVersion version) {
    ProblemList problems = new ProblemList();
    byte @Nullable [] summary = null;
    Optional<CompleteVersion> complete = Optional.empty();
    try {
      summary = documents.source(BucketLayout.summary(version)).orElse(null);
      if (summary == null) {
        // Servers do not see a version without a summary.
        return Optional.empty();
      }
      if (!BucketReader.parse(BucketLayout.summary(version), summary, Summary::read)
          .isFinished()) {
        progress.versionsUnfinished.increment();
        return Optional.empty();
      }
      complete = copyBelow(version, summary, problems);
    } catch (GivenUpException e) {
      throw e;
    } catch (GypsumException e) {
      problems.add(version + "/", "could not be copied: " + e.reason());
      progress.failed(version + "/", e);
    }
    if (complete.isEmpty() && summary != null && hasChanged(version, summary)) {
      progress.versionsUnfinished.increment();
    } else {
      progress.problems.addAll(problems);
    }
    return complete;
  }

  private Optional<CompleteVersion> copyBelow(
      AssetVersion version, byte[] summary, ProblemList problems) {
    Key key = BucketLayout.manifest(version);
    SourceManifest source =
        SourceManifest.read(files.from(), key)
            .orElseThrow(
                () -> GypsumException
                    .notFound("'" + key + "' does not exist, but its version does"));
    Manifest manifest = source.manifest();
    TargetObjects target = targetObjects(version, manifest);
    // The manifest is written last: if the target has the same one, its files were checked before.
    boolean hasManifest = target.has(key) && files.hasContent(key, source.file().md5());
    if (!hasManifest && target.has(BucketLayout.summary(version))) {
      unpublish(version);
    }
    boolean complete = copyFiles(version, manifest, target, hasManifest, problems);
    List<Key> links = linksDocuments(version, manifest);
    for (Key link : links) {
      complete &= (hasManifest && target.has(link)) || copyLinks(link, problems);
    }
    if (!complete) {
      return Optional.empty();
    }
    if (!hasManifest) {
      findUnknown(version, manifest);
      if (!files.copyDocument(key, source.file(), problems)) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new CompleteVersion(version, summary, extras(version, links, target)));
  }

  /** Finds objects below a version that are not part of it. Only for new versions, since a listing takes several requests. */
  private void findUnknown(AssetVersion version, Manifest manifest) {
    Prefix below = BucketLayout.below(version);
    try (Stream<ObjectEntry> objects = documents.from().list(below)) {
      objects.forEach(object -> {
        Key key = object.key();
        boolean known =
            BucketLayout.isVersionDocument(version, key)
                || (!key.isInternal()
                    && manifest.get(new UserPath(key.value().substring(below.value().length())))
                        != null);
        if (!known) {
          progress.unknown.add(key.value());
        }
      });
    }
  }

  private TargetObjects targetObjects(AssetVersion version, Manifest manifest) {
    Prefix below = BucketLayout.below(version);
    TargetObjects target = new TargetObjects(manifest.newMarks(), new HashSet<>());
    try (Stream<ObjectEntry> objects = documents.to().list(below)) {
      objects.forEach(object -> {
        Key key = object.key();
        UserPath path =
            key.isInternal() ? null : new UserPath(key.value().substring(below.value().length()));
        ManifestEntry entry = path == null ? null : manifest.get(path);
        if (path == null || entry == null || entry.isLink()) {
          target.others().add(key);
        } else if (object.sizeBytes().orElse(-1) == entry.sizeBytes()) {
          target.files().add(path);
        }
      });
    }
    return target;
  }

  /**
   * Hides a previous version of the same name, so that readers never see its summary with the new files. If it is the
   * latest version, {@code ..latest} is deleted first.
   */
  private void unpublish(AssetVersion version) {
    Key latest = BucketLayout.latest(version.projectAsset());
    Optional<byte[]> named = documents.target(latest);
    if (named.isPresent()
        && BucketReader.parse(latest, named.get(), Latest::read)
            .version()
            .equals(version.version())) {
      documents.to().delete(List.of(latest));
    }
    documents.to().delete(List.of(BucketLayout.summary(version)));
  }

  private boolean copyFiles(
      AssetVersion version, Manifest manifest, TargetObjects target, boolean hasManifest,
      ProblemList problems) {
    AtomicBoolean complete = new AtomicBoolean(true);
    threads.forEach(
        manifest.files().entrySet().stream().filter(file -> !file.getValue().isLink()).iterator(),
        (Map.Entry<UserPath, ManifestEntry> file) -> {
          ManifestEntry entry = file.getValue();
          Key key = BucketLayout.file(version, file.getKey());
          if (target.files().contains(file.getKey())
              && (hasManifest || files.isAtTarget(key, entry))) {
            progress.fileSkipped();
          } else if (!files.copy(key, entry, problems)) {
            complete.set(false);
          }
        });
    return complete.get();
  }

  private static List<Key> linksDocuments(AssetVersion version, Manifest manifest) {
    List<Key> keys = new ArrayList<>();
    manifest.linksByDirectory()
        .keySet()
        .forEach(directory -> keys.add(BucketLayout.links(version, directory)));
    return keys;
  }

  private boolean copyLinks(Key key, ProblemList problems) {
    Optional<byte[]> content = documents.source(key);
    if (content.isEmpty()) {
      problems.add(key.value(), "does not exist, but the manifest has links for it");
      return false;
    }
    documents.putIfChanged(key, content.get());
    return true;
  }

  private static List<Key> extras(
      AssetVersion version, List<Key> links, TargetObjects target) {
    Set<Key> extras = new HashSet<>(target.others());
    extras.remove(BucketLayout.summary(version));
    extras.remove(BucketLayout.manifest(version));
    links.forEach(extras::remove);
    return List.copyOf(extras);
  }

  /** Returns whether the version was deleted or replaced since its summary was read. */
  private boolean hasChanged(AssetVersion version, byte[] summary) {
    try {
      return documents.source(BucketLayout.summary(version))
          .filter(now -> Arrays.equals(now, summary))
          .isEmpty();
    } catch (GypsumException e) {
      return false;
    }
  }
}
