package io.gypsum.server.catalog;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

import io.gypsum.core.GypsumException;
import io.gypsum.core.LogLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Updates the catalogue for pages, in a thread of its own and one update at a time. Pages wait for the changes of this server,
 * and only for a moment for those of other servers. Thread-safe.
 */
final class PageUpdates {
  private static final Logger LOG = LoggerFactory.getLogger(PageUpdates.class);

  /** Pages do not read the logs again within this time, unless this server has changed something. */
  static final Duration MAX_AGE = Duration.ofSeconds(2);
  private static final Duration MAX_WAIT_FOR_OWN_CHANGES = Duration.ofSeconds(1);

  private final BucketCatalog catalog;
  private final LongSupplier ownChanges;
  private final Duration maxWait;
  private final InstantSource clock;
  private @Nullable CompletableFuture<Void> running;
  /** No update begins before this time, if the last one failed. */
  private volatile Instant nextAttempt = Instant.MIN;

  PageUpdates(BucketCatalog catalog, CatalogSource source, InstantSource clock) {
    this.catalog = catalog;
    this.ownChanges = source.ownChanges();
    this.maxWait = source.maxPageWait();
    this.clock = clock;
  }

  /** Updates the catalogue unless it is recent, and waits for the end of the update if it is short. */
  void await() {
    long wanted = ownChanges.getAsLong();
    boolean isOwn = catalog.includedChanges() < wanted;
    if (!isOwn && isRecent()) {
      return;
    }
    long end = System.nanoTime() + maxWait(isOwn).toNanos();
    boolean ended = true;
    // The update that is running may have begun before the last change.
    for (int i = 0; i < 2 && ended && (i == 0 || catalog.includedChanges() < wanted); i++) {
      if (clock.instant().isBefore(nextAttempt)) {
        return;
      }
      ended = await(start(), end - System.nanoTime());
    }
  }

  private Duration maxWait(boolean isOwn) {
    return isOwn && maxWait.compareTo(MAX_WAIT_FOR_OWN_CHANGES) < 0
        ? MAX_WAIT_FOR_OWN_CHANGES
        : maxWait;
  }

  private boolean isRecent() {
    Instant readAt = catalog.readAt();
    return readAt != null && readAt.plus(MAX_AGE).isAfter(clock.instant());
  }

  private synchronized CompletableFuture<Void> start() {
    CompletableFuture<Void> current = running;
    if (current == null || current.isDone()) {
      current = CompletableFuture
          .runAsync(this::update, Thread.ofVirtual().name("catalogue update")::start);
      running = current;
    }
    return current;
  }

  private void update() {
    try {
      catalog.updateRecent();
    } catch (RuntimeException e) {
      nextAttempt = clock.instant().plus(MAX_AGE);
      if (e instanceof GypsumException) {
        LOG.debug("The catalogue was not updated for pages: {}", LogLine.of(e));
      } else {
        LOG.error("The catalogue was not updated for pages", e);
      }
    }
  }

  /** Returns whether the update ended in time. */
  private static boolean await(CompletableFuture<Void> update, long nanos) {
    try {
      update.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("an update never fails", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE, "interrupted while updating the catalogue", e);
    }
  }
}
