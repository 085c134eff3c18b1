package io.gypsum.server.maintenance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

import io.gypsum.core.Timestamps;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.Store;

/** Deletes old entries of the change logs (rest-api.md, sections 1 and 5). */
public final class ChangeLogCleanup {
  private static final int BATCH = 1000;

  private final Store store;
  private final Clock clock;
  private final Duration retention;

  public ChangeLogCleanup(Store store, Clock clock, Duration retention) {
    this.store = store;
    this.clock = clock;
    this.retention = retention;
  }

  /**
   * Deletes the entries that are older than the retention. Objects whose names contain no time are kept.
   *
   * @return the number of deleted entries
   */
  public int removeOld() {
    return removeOld(BucketLayout.LOGS) + removeOld(BucketLayout.CHANGES);
  }

  private int removeOld(Prefix log) {
    Instant oldest = clock.instant().minus(retention);
    int removed = 0;
    try (Stream<ObjectEntry> listing = store.list(log)) {
      Iterator<Key> old =
          listing
              .map(ObjectEntry::key)
              .filter(key -> isBefore(key, oldest))
              .iterator();
      List<Key> batch = new ArrayList<>();
      while (old.hasNext()) {
        batch.add(old.next());
        if (batch.size() == BATCH || !old.hasNext()) {
          store.delete(batch);
          removed += batch.size();
          batch = new ArrayList<>();
        }
      }
    }
    return removed;
  }

  private static boolean isBefore(Key log, Instant oldest) {
    String name = log.fileName();
    int end = name.lastIndexOf('_');
    OffsetDateTime time = end < 0 ? null : Timestamps.parse(name.substring(0, end));
    return time != null && time.toInstant().isBefore(oldest);
  }
}
