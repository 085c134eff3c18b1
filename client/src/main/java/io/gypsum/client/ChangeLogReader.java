package io.gypsum.client;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.gypsum.client.bucket.BucketListing;
import io.gypsum.client.bucket.DocumentFetcher;
import io.gypsum.core.Timestamps;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import org.jspecify.annotations.Nullable;

/** Reads {@code ..logs/}. */
final class ChangeLogReader {
  private final BucketListing listing;
  private final DocumentFetcher documents;
  private final int concurrency;

  ChangeLogReader(BucketListing listing, DocumentFetcher documents, int concurrency) {
    this.listing = listing;
    this.documents = documents;
    this.concurrency = concurrency;
  }

  private record Entry(Key key, Instant time) {}

  /** Oldest first. */
  List<LoggedChange> since(Instant from) {
    List<Entry> entries = new ArrayList<>();
    for (Key key : listing.keys(BucketLayout.LOGS).stream().sorted().toList()) {
      Instant time = timeOf(key);
      if (time != null && !time.isBefore(from)) {
        entries.add(new Entry(key, time));
      }
    }
    List<Optional<LoggedChange>> changes =
        Parallel.map("read the change log", entries, concurrency, this::read);
    return changes.stream().flatMap(Optional::stream).toList();
  }

  /** Empty when the server's daily removal of old logs came first. */
  private Optional<LoggedChange> read(Entry entry) {
    return documents.find(entry.key(), ChangeLogEntry::read)
        .map(change -> new LoggedChange(entry.time(), change));
  }

  /** {@code ..logs/{time}_{number}}; null for what is not named so. */
  private static @Nullable Instant timeOf(Key key) {
    String name = key.fileName();
    int end = name.lastIndexOf('_');
    OffsetDateTime time = end < 0 ? null : Timestamps.parse(name.substring(0, end));
    return time == null ? null : time.toInstant();
  }
}
