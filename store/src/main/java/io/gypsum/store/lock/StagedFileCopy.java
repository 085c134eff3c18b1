package io.gypsum.store.lock;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.Step;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.Store;
import io.gypsum.store.lock.LeasedWrites.PlannedWrite;

/** Copies staged files into their version, where they get their final names. */
final class StagedFileCopy {
  /** Maximum number of files that one thread copies in sequence: on disk, a copy takes no longer than starting it in another thread. */
  static final int MAX_GROUP = 16;
  /** Larger files are copied alone. */
  static final long MAX_GROUP_BYTES = 1024 * 1024;

  private final Store store;
  private final LeaseGuard lease;

  /** @param lease called in the thread of {@link #run} before each group, and every second while files are being copied */
  StagedFileCopy(Store store, LeaseGuard lease) {
    this.store = store.withDeferredSync();
    this.lease = lease;
  }

  private record PlannedCopy(Key from, Key to, long sizeBytes) {}

  void run(Step.CopyStaged step, Manifest manifest) {
    new LeasedWrites(store, lease).run(groups(copies(step, manifest)).iterator());
  }

  /** Returns the copies in groups, which are smaller if otherwise some threads had few: in a service, each copy is a request. */
  private List<PlannedWrite> groups(List<PlannedCopy> copies) {
    int maxFiles = Math.min(MAX_GROUP, 1 + copies.size() / (4 * LeasedWrites.MAX_CONCURRENT));
    List<PlannedWrite> groups = new ArrayList<>();
    int first = 0;
    long bytes = 0;
    for (int i = 0; i < copies.size(); i++) {
      long sizeBytes = copies.get(i).sizeBytes();
      if (i > first && (i - first == maxFiles || bytes + sizeBytes > MAX_GROUP_BYTES)) {
        groups.add(group(copies.subList(first, i), bytes));
        first = i;
        bytes = 0;
      }
      bytes += sizeBytes;
    }
    if (!copies.isEmpty()) {
      groups.add(group(copies.subList(first, copies.size()), bytes));
    }
    return groups;
  }

  private PlannedWrite group(List<PlannedCopy> copies, long bytes) {
    return new PlannedWrite(bytes, () -> copies.forEach(this::requireCopied));
  }

  /**
   * Returns the copies to make: of every staged file, even if the version contains an object of that name, which may have
   * been sent by an earlier session; and of every file that the version lacks. So a file is left out only if it was copied
   * before, by a process that then began to delete the staging area.
   */
  private List<PlannedCopy> copies(Step.CopyStaged step, Manifest manifest) {
    Set<String> staged = new HashSet<>();
    try (Stream<ListEntry> level = store.listLevel(step.staging())) {
      level.forEach(entry -> {
        lease.ensureTime();
        staged.add(entry.text());
      });
    }
    List<PlannedCopy> copies = new ArrayList<>();
    List<PlannedCopy> withoutSource = new ArrayList<>();
    manifest.files().forEach((path, entry) -> {
      if (!entry.isLink()) {
        Key from = entry.stagedAt(step.staging());
        (staged.contains(from.value()) ? copies : withoutSource)
            .add(new PlannedCopy(from, BucketLayout.file(step.version(), path), entry.sizeBytes()));
      }
    });
    if (!withoutSource.isEmpty()) {
      Set<Key> inVersion = new HashSet<>();
      try (Stream<ObjectEntry> objects = store.list(BucketLayout.below(step.version()))) {
        objects.forEach(object -> {
          lease.ensureTime();
          inVersion.add(object.key());
        });
      }
      withoutSource.stream().filter(copy -> !inVersion.contains(copy.to())).forEach(copies::add);
    }
    return copies;
  }

  private void requireCopied(PlannedCopy copy) {
    if (!store.copy(copy.from(), copy.to())) {
      throw new GypsumException(
          GypsumException.Kind.CORRUPT,
          "the staged file of '" + copy.to()
              + "' no longer exists; restore it, or delete the version and the lock of its project in the store");
    }
  }
}
