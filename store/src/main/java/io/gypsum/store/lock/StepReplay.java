package io.gypsum.store.lock;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Step;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.Content;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;
import io.gypsum.store.bucket.BucketReader;

/** Carries out committed steps. Each may be repeated after it was carried out partly or completely. */
final class StepReplay {
  /** Maximum number of keys in one call; the maximum of S3. */
  private static final int DELETE_BATCH = 1000;

  private final Store store;
  private final BucketReader bucket;

  StepReplay(Store store) {
    this.store = store;
    this.bucket = new BucketReader(store);
  }

  /**
   * @param lock is never deleted
   * @param beforeEachWrite throws when the lock is no longer held
   */
  void run(Step step, Key lock, Runnable beforeEachWrite) {
    if (step instanceof Step.Put put) {
      beforeEachWrite.run();
      store.put(put.key(), Content.of(put.content()), PutCondition.OVERWRITE);
    } else if (step instanceof Step.Delete delete) {
      beforeEachWrite.run();
      store.delete(List.of(delete.key()));
    } else if (step instanceof Step.DeleteBelow below) {
      deleteBelow(below.prefix(), key -> !key.equals(lock), beforeEachWrite);
    } else if (step instanceof Step.DeleteUndeclared undeclared) {
      deleteUndeclared(undeclared.version(), beforeEachWrite);
    } else if (step instanceof Step.CopyStaged staged) {
      new StagedFileCopy(store)
          .run(staged, requireManifest(staged.version()), beforeEachWrite);
    } else if (step instanceof Step.WriteLinks links) {
      writeLinks(links.version(), beforeEachWrite);
    } else {
      throw new IllegalStateException("unknown step " + step);
    }
  }

  private void deleteUndeclared(AssetVersion version, Runnable beforeEachWrite) {
    Manifest manifest = requireManifest(version);
    Prefix prefix = BucketLayout.below(version);
    deleteBelow(
        prefix, key -> !key.isInternal() && !isDeclared(manifest, prefix, key), beforeEachWrite);
  }

  private static boolean isDeclared(Manifest manifest, Prefix prefix, Key key) {
    ManifestEntry entry =
        manifest.get(new UserPath(key.value().substring(prefix.value().length())));
    return entry != null && !entry.isLink();
  }

  private void deleteBelow(Prefix prefix, Predicate<Key> which, Runnable beforeEachWrite) {
    try (Stream<ObjectEntry> listing = store.list(prefix)) {
      Iterator<ObjectEntry> objects = listing.iterator();
      List<Key> batch = new ArrayList<>();
      while (objects.hasNext()) {
        Key key = objects.next().key();
        if (which.test(key)) {
          batch.add(key);
        }
        if (batch.size() == DELETE_BATCH || (!objects.hasNext() && !batch.isEmpty())) {
          beforeEachWrite.run();
          store.delete(batch);
          batch = new ArrayList<>();
        }
      }
    }
  }

  private void writeLinks(AssetVersion version, Runnable beforeEachWrite) {
    requireManifest(version)
        .linksByDirectory()
        .forEach((directory, links) -> {
          beforeEachWrite.run();
          store.put(
              BucketLayout.links(version, directory), Content.of(links), PutCondition.OVERWRITE);
        });
  }

  private Manifest requireManifest(AssetVersion version) {
    return bucket
        .manifest(version)
        .orElseThrow(
            () -> new GypsumException(
                GypsumException.Kind.CORRUPT,
                "the manifest of version '" + version
                    + "' does not exist; an administrator has to remove the version"));
  }
}
