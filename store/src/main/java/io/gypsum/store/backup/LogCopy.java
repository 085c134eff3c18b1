package io.gypsum.store.backup;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ReadStore;

/**
 * Copies the change logs. Only those that were there at the beginning: a later one may be of a change that was not copied,
 * and who follows the logs of the target would pass over it for ever. A log never changes, so what is there is not read.
 */
record LogCopy(Documents documents, Tally tally, Set<Key> source) {
  static LogCopy begin(Documents documents, Tally tally) {
    return new LogCopy(documents, tally, logs(documents.from()));
  }

  void copy(Workers workers) {
    Set<Key> there = logs(documents.to());
    workers.forEach(
        source.stream().filter(key -> !there.contains(key)).iterator(),
        key -> tally.attempt(
            key.value(),
            () -> documents.source(key).ifPresent(content -> documents.put(key, content))));
  }

  /** Those that the target has and the source no longer. */
  List<Key> outdated() {
    return logs(documents.to()).stream().filter(key -> !source.contains(key)).toList();
  }

  private static Set<Key> logs(ReadStore store) {
    Set<Key> keys = new LinkedHashSet<>();
    try (Stream<ObjectEntry> logs = store.list(BucketLayout.LOGS)) {
      logs.forEach(log -> keys.add(log.key()));
    }
    return keys;
  }
}
