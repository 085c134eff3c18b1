package io.gypsum.store.lock;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.Step;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;
import io.gypsum.store.bucket.StagedBundle;
import io.gypsum.store.bucket.StagedBundle.BundledFile;
import io.gypsum.store.lock.LeasedWrites.PlannedWrite;

/**
 * Writes the files of staged bundles into their version, where they get their final names. Holds one bundle in memory, and
 * those files of the previous bundle that are still being written.
 */
final class BundleUnpacking {
  private final Store store;
  private final LeaseGuard lease;

  /** @param lease as in {@link LeasedWrites} */
  BundleUnpacking(Store store, LeaseGuard lease) {
    this.store = store.withDeferredSync();
    this.lease = lease;
  }

  /** Writes every file of the remaining bundles: a bundle that is missing was unpacked before. */
  void run(Step.UnpackBundles step, Manifest manifest) {
    List<StagedBundle> bundles = new ArrayList<>();
    try (Stream<StagedBundle> listing = StagedBundle.list(store, step.staging())) {
      listing.forEach(bundle -> {
        lease.ensureTime();
        bundles.add(bundle);
      });
    }
    Map<Key, List<Key>> targets = targets(step, manifest);
    new LeasedWrites(store, lease).run(
        bundles.stream()
            .flatMap(bundle -> bundle.readFiles(store).stream())
            .flatMap(
                file -> writes(
                    file, targets.getOrDefault(file.entry().stagedAt(step.staging()), List.of())))
            .iterator());
  }

  /** Returns the final keys of the files with the content that a staged key names. */
  private static Map<Key, List<Key>> targets(Step.UnpackBundles step, Manifest manifest) {
    Map<Key, List<Key>> targets = new HashMap<>();
    manifest.files().forEach((path, entry) -> {
      if (!entry.isLink()) {
        targets.computeIfAbsent(entry.stagedAt(step.staging()), staged -> new ArrayList<>(1))
            .add(BucketLayout.file(step.version(), path));
      }
    });
    return targets;
  }

  private Stream<PlannedWrite> writes(BundledFile file, List<Key> targets) {
    return targets.stream()
        .map(
            target -> new PlannedWrite(
                file.entry().sizeBytes(),
                () -> store.put(target, file.content(), PutCondition.OVERWRITE)));
  }
}
