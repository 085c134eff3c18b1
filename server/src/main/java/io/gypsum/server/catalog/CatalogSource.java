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
 * @param maxPageWait how long a page waits for an update that includes changes of other servers
 */
public record CatalogSource(
    Store store, ProjectLocks locks, Duration logRetention, LongSupplier ownChanges,
    Duration maxPageWait) {
  private static final Duration MAX_PAGE_WAIT = Duration.ofMillis(50);

  public CatalogSource(
      Store store, ProjectLocks locks, Duration logRetention, LongSupplier ownChanges) {
    this(store, locks, logRetention, ownChanges, MAX_PAGE_WAIT);
  }

  /** Returns a source whose pages wait up to {@code wait} for any update, including those with changes of this server. */
  public CatalogSource withMaxPageWait(Duration wait) {
    return new CatalogSource(store, locks, logRetention, ownChanges, wait);
  }

  /** Returns the source of a server that serves no pages. */
  public static CatalogSource withoutPages(
      Store store, ProjectLocks locks, Duration logRetention) {
    return new CatalogSource(store, locks, logRetention, () -> 0);
  }
}
