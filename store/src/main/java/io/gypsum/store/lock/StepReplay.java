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
import io.gypsum.store.ListEntry.PrefixEntry;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;
import io.gypsum.store.bucket.BucketReader;

/** Carries out committed steps. Each may be repeated after it was carried out partly or completely. For one thread. */
final class StepReplay {
  /** Maximum number of keys in one call; the maximum of S3. */
  private static final int DELETE_BATCH = 1000;

  private final Store store;
  private final BucketReader bucket;
  private final Key lock;
  private final LeaseGuard lease;

  /** @param lease called before each write under {@code held} */
  StepReplay(HeldLock held, LeaseGuard lease) {
    this.store = held.store();
    this.bucket = new BucketReader(store);
    this.lock = BucketLayout.lock(held.project());
    this.lease = lease;
  }

  /** Carries out one step. The lock itself is never deleted. */
  void run(Step step) {
    if (step instanceof Step.Put put) {
      put(put.key(), Content.of(put.content()));
    } else if (step instanceof Step.Delete delete) {
      lease.ensureTime();
      store.delete(List.of(delete.key()));
    } else if (step instanceof Step.DeleteBelow below) {
      deleteBelow(below.prefix(), key -> !key.equals(lock));
      deleteMarkers(below.prefix());
    } else if (step instanceof Step.DeleteUndeclared undeclared) {
      deleteUndeclared(undeclared.version());
    } else if (step instanceof Step.CopyStaged staged) {
      new StagedFileCopy(store, lease).run(staged, requireManifest(staged.version()));
    } else if (step instanceof Step.UnpackBundles bundles) {
      new BundleUnpacking(store, lease).run(bundles, requireManifest(bundles.version()));
    } else if (step instanceof Step.WriteLinks links) {
      writeLinks(links.version());
    } else {
      throw new IllegalStateException("unknown step " + step);
    }
  }

  private void put(Key key, Content content) {
    lease.ensureTimeFor(content.sizeBytes());
    store.put(key, content, PutCondition.OVERWRITE);
  }

  private void deleteUndeclared(AssetVersion version) {
    Manifest manifest = requireManifest(version);
    Prefix prefix = BucketLayout.below(version);
    deleteBelow(prefix, key -> !key.isInternal() && !isDeclared(manifest, prefix, key));
  }

  private static boolean isDeclared(Manifest manifest, Prefix prefix, Key key) {
    ManifestEntry entry =
        manifest.get(new UserPath(key.value().substring(prefix.value().length())));
    return entry != null && !entry.isLink();
  }

  private void deleteBelow(Prefix prefix, Predicate<Key> which) {
    try (Stream<ObjectEntry> listing = store.list(prefix)) {
      Iterator<ObjectEntry> objects = listing.iterator();
      List<Key> batch = new ArrayList<>();
      while (objects.hasNext()) {
        Key key = objects.next().key();
        lease.ensureTime();
        if (which.test(key)) {
          batch.add(key);
        }
        if (batch.size() == DELETE_BATCH || (!objects.hasNext() && !batch.isEmpty())) {
          lease.ensureTime();
          store.delete(batch);
          batch = new ArrayList<>();
        }
      }
    }
  }

  private void deleteMarkers(Prefix prefix) {
    try (Stream<PrefixEntry> listing = store.listMarkers(prefix)) {
      Iterator<PrefixEntry> markers = listing.iterator();
      List<PrefixEntry> batch = new ArrayList<>();
      while (markers.hasNext()) {
        batch.add(markers.next());
        if (batch.size() == DELETE_BATCH || !markers.hasNext()) {
          lease.ensureTime();
          store.deleteMarkers(batch);
          batch = new ArrayList<>();
        }
      }
    }
  }

  private void writeLinks(AssetVersion version) {
    requireManifest(version)
        .linksByDirectory()
        .forEach(
            (directory, links) -> put(BucketLayout.links(version, directory), Content.of(links)));
  }

  private Manifest requireManifest(AssetVersion version) {
    return bucket
        .manifest(version)
        .orElseThrow(
            () -> new GypsumException(
                GypsumException.Kind.CORRUPT,
                "the manifest of version '" + version
                    + "' does not exist; restore it, or delete the version and the lock of its project in the store"));
  }
}
