package io.gypsum.metadata.index;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Timestamps;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.metadata.index.Source.UnreadableException;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ReadStore;

/** The store's {@code ..logs/}. */
final class ChangeLog {
  private final ReadStore store;
  private final Source source;

  ChangeLog(ReadStore store, Source source) {
    this.store = store;
    this.source = source;
  }

  /**
   * The keys of all changes from a moment on, oldest first. A server that was stopped in the middle logs a change when it
   * is started again, under the time at which it happened: so what is new may be older than what was seen before.
   *
   * @throws GypsumException when the store fails
   */
  List<Key> since(Instant from) {
    List<Key> keys = new ArrayList<>();
    try (Stream<ObjectEntry> logs =
        store.list(BucketLayout.LOGS, BucketLayout.LOGS.value() + Timestamps.format(from))) {
      logs.forEach(log -> keys.add(log.key()));
    }
    return keys;
  }

  /** Empty when the change is too old to be kept any more. */
  Optional<ChangeLogEntry> read(Key key) throws UnreadableException {
    return source.read(key, ChangeLogEntry::read);
  }
}
