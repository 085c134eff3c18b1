package io.gypsum.server.lock;

import java.util.Iterator;
import java.util.stream.Stream;

import io.gypsum.core.name.BucketLayout;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ReadStore;
import io.gypsum.store.bucket.StagedBundle;

/**
 * The number and size of the files that a running upload has sent so far. Parts count until they are joined.
 *
 * @param hasMore whether there are more files, which were not counted
 */
public record StagedTotals(int files, long bytes, boolean hasMore) {
  /** The number of keys in one page of a listing of S3. */
  static final int MAX_FILES = 1_000;

  /** Counts the files in the staging area of an upload, until at least {@link #MAX_FILES} were counted. */
  public static StagedTotals of(ReadStore store, LockedProject upload) {
    int files = 0;
    long bytes = 0;
    try (Stream<ObjectEntry> listing =
        store.list(BucketLayout.staging(upload.project(), upload.session()))) {
      Iterator<ObjectEntry> entries = listing.iterator();
      while (files < MAX_FILES && entries.hasNext()) {
        ObjectEntry entry = entries.next();
        files += StagedBundle.of(entry.key()).map(StagedBundle::files).orElse(1);
        bytes += entry.sizeBytes().orElse(0);
      }
      return new StagedTotals(files, bytes, entries.hasNext());
    }
  }
}
