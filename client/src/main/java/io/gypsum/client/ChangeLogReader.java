package io.gypsum.client;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.gypsum.client.bucket.BucketListing;
import io.gypsum.client.bucket.DocumentFetcher;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.core.Timestamps;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import org.jspecify.annotations.Nullable;

/** Reads the change log of a server: the objects below {@code ..logs/}. Thread-safe. */
final class ChangeLogReader {
  private final BucketListing listing;
  private final DocumentFetcher documents;
  private final int concurrency;

  ChangeLogReader(BucketListing listing, DocumentFetcher documents, int concurrency) {
    this.listing = listing;
    this.documents = documents;
    this.concurrency = concurrency;
  }

  private record LogObject(Key key, Instant time) {}

  /** Returns the changes at or after a time, oldest first. Object names that are not in the expected format are skipped. */
  List<LoggedChange> since(Instant from) {
    List<LogObject> objects = new ArrayList<>();
    for (Key key : listing.keys(BucketLayout.LOGS).stream().sorted().toList()) {
      Instant time = timeOf(key);
      if (time != null && !time.isBefore(from)) {
        objects.add(new LogObject(key, time));
      }
    }
    List<Optional<LoggedChange>> changes =
        Parallel.map(
            objects, concurrency, e -> HttpErrors.interrupted("read the change log", e),
            this::read);
    return changes.stream().flatMap(Optional::stream).toList();
  }

  /** Returns a change; empty if the server deleted the old log object since it was listed. */
  private Optional<LoggedChange> read(LogObject object) {
    return documents.find(object.key(), ChangeLogEntry::read)
        .map(change -> new LoggedChange(object.time(), change));
  }

  /** Returns the time in a key of the form {@code ..logs/{time}_{number}}; null for other keys. */
  private static @Nullable Instant timeOf(Key key) {
    String name = key.fileName();
    int end = name.lastIndexOf('_');
    OffsetDateTime time = end < 0 ? null : Timestamps.parse(name.substring(0, end));
    return time == null ? null : time.toInstant();
  }
}
