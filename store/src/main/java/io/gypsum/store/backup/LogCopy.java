package io.gypsum.store.backup;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ReadStore;

/**
 * Copies the change log entries that existed when the backup began. A later entry may belong to a change that was not
 * copied, and readers that follow the log of the target would skip that change forever. Entries never change, so those
 * that already exist in the target are not read.
 *
 * @param source the entries at the source
 */
record LogCopy(DocumentCopy documents, BackupProgress progress, Set<Key> source) {
  static LogCopy begin(DocumentCopy documents, BackupProgress progress) {
    return new LogCopy(documents, progress, entries(documents.from()));
  }

  void copy(Parallel threads) {
    Set<Key> target = entries(documents.to());
    threads.forEach(
        source.stream().filter(key -> !target.contains(key)).iterator(),
        key -> progress.attempt(
            key.value(),
            () -> documents.source(key).ifPresent(content -> documents.put(key, content))));
  }

  /** Returns the entries of the target that the source no longer has. */
  List<Key> outdated() {
    return entries(documents.to()).stream().filter(key -> !source.contains(key)).toList();
  }

  private static Set<Key> entries(ReadStore store) {
    Set<Key> keys = new LinkedHashSet<>();
    try (Stream<ObjectEntry> objects = store.list(BucketLayout.LOGS)) {
      objects.forEach(object -> keys.add(object.key()));
    }
    return keys;
  }
}
