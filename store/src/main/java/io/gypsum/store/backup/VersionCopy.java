package io.gypsum.store.backup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.bucket.BucketReader;
import org.jspecify.annotations.Nullable;

/** Copies all of a version but its summary, which makes it visible. Thread-safe. */
record VersionCopy(Documents documents, FileCopy files, Workers workers, Tally tally) {
  /** Empty when there is nothing to publish: it is unfinished, went away, or could not be copied as a whole. */
  Optional<WholeVersion> copy(AssetVersion version) {
    Problems problems = new Problems();
    byte @Nullable [] summary = null;
    Optional<WholeVersion> whole = Optional.empty();
    try {
      summary = documents.source(BucketLayout.summary(version)).orElse(null);
      if (summary == null) {
        // Whatever lies there, servers see no version in it.
        return Optional.empty();
      }
      if (!BucketReader.parse(BucketLayout.summary(version), summary, Summary::read).isFinished()) {
        tally.versionsUnfinished.increment();
        return Optional.empty();
      }
      whole = copyBelow(version, summary, problems);
    } catch (Tally.GivenUpException e) {
      throw e;
    } catch (GypsumException e) {
      problems.add(version + "/", "could not be copied: " + e.reason());
      tally.failed(version + "/", e);
    }
    if (whole.isEmpty() && summary != null && wentAway(version, summary)) {
      tally.versionsUnfinished.increment();
    } else {
      tally.problems.addAll(problems);
    }
    return whole;
  }

  private Optional<WholeVersion> copyBelow(
      AssetVersion version, byte[] summary, Problems problems) {
    Key key = BucketLayout.manifest(version);
    byte[] content =
        documents.source(key)
            .orElseThrow(
                () -> GypsumException
                    .notFound("'" + key + "' is not there, though its version is"));
    Manifest manifest = BucketReader.parse(key, content, Manifest::read);
    TargetVersion there = TargetVersion.of(documents.to(), version);
    boolean known = there.has(key) && documents.isAtTarget(key, content);
    if (!known && there.has(BucketLayout.summary(version))) {
      unpublish(version);
    }
    boolean done = copyFiles(version, manifest, there, known, problems);
    List<Key> links = links(version, manifest);
    for (Key link : links) {
      done &= (known && there.has(link)) || copyLinks(link, problems);
    }
    if (!done) {
      return Optional.empty();
    }
    if (!known) {
      documents.put(key, content);
    }
    return Optional.of(new WholeVersion(version, summary, extras(version, manifest, links, there)));
  }

  /**
   * Another version had this name before. Readers must not see its summary with our files. The latest version goes first
   * when it is this one.
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
      AssetVersion version, Manifest manifest, TargetVersion there, boolean known,
      Problems problems) {
    AtomicBoolean all = new AtomicBoolean(true);
    workers.forEach(
        manifest.files().entrySet().stream().filter(file -> !file.getValue().isLink()).iterator(),
        (Map.Entry<UserPath, ManifestEntry> file) -> {
          ManifestEntry entry = file.getValue();
          Key key = BucketLayout.file(version, file.getKey());
          if (there.maybeHas(key, entry) && (known || files.isAtTarget(key, entry))) {
            tally.fileSkipped();
          } else if (!files.copy(key, entry, problems)) {
            all.set(false);
          }
        });
    return all.get();
  }

  private static List<Key> links(AssetVersion version, Manifest manifest) {
    List<Key> keys = new ArrayList<>();
    manifest.linksByDirectory()
        .keySet()
        .forEach(directory -> keys.add(BucketLayout.links(version, directory)));
    return keys;
  }

  private boolean copyLinks(Key key, Problems problems) {
    Optional<byte[]> content = documents.source(key);
    if (content.isEmpty()) {
      problems.add(key.value(), "is not there, though the manifest has links for it");
      return false;
    }
    documents.bring(key, content.get());
    return true;
  }

  private static List<Key> extras(
      AssetVersion version, Manifest manifest, List<Key> links, TargetVersion there) {
    Set<Key> extras = new HashSet<>(there.keys());
    extras.remove(BucketLayout.summary(version));
    extras.remove(BucketLayout.manifest(version));
    links.forEach(extras::remove);
    manifest.files().forEach((path, entry) -> {
      if (!entry.isLink()) {
        extras.remove(BucketLayout.file(version, path));
      }
    });
    return List.copyOf(extras);
  }

  /** Whether the version was removed or replaced since its summary was read. */
  private boolean wentAway(AssetVersion version, byte[] summary) {
    try {
      return documents.source(BucketLayout.summary(version))
          .filter(now -> Arrays.equals(now, summary))
          .isEmpty();
    } catch (GypsumException e) {
      return false;
    }
  }
}
