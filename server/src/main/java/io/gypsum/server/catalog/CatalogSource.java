package io.gypsum.server.catalog;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.gypsum.store.Store;
import io.gypsum.store.lock.ProjectLocks;

/**
 * The bucket of a catalogue.
 *
 * @param logRetention how long change log entries are kept
 * @param ownChanges the number of changes that this server has written; answers for pages include them
 */
public record CatalogSource(
    Store store, ProjectLocks locks, Duration logRetention, LongSupplier ownChanges) {
  /** Returns the source of a server that serves no pages. */
  public static CatalogSource withoutPages(
      Store store, ProjectLocks locks, Duration logRetention) {
    return new CatalogSource(store, locks, logRetention, () -> 0);
  }
}
