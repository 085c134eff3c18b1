package io.gypsum.server.operation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.gypsum.core.concurrent.OnInterrupt;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.Key;
import io.gypsum.store.Content;
import io.gypsum.store.ContentMismatchException;
import io.gypsum.store.DeferredWrites;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.lock.HeldLock;

/**
 * Writes the files of a session, and makes them durable when it is completed. If the store can sync many files at once, a
 * file is not durable yet when it was received. The lock of the session records the boot of the machine, by which the completion
 * detects that files may have been lost.
 */
final class SessionWrites {
  private static final int MAX_CONCURRENT_CHECKS = 8;
  private static final OnInterrupt ON_INTERRUPT =
      OnInterrupt.unavailable("interrupted while files were verified; try again");

  private final Store store;
  private final Trust trust;

  /** Whether the files that a session has sent are durable. */
  private enum Trust {
    /** All are durable. */
    SYNCED,
    /** All are durable after the next sync, unless it fails. */
    SYNC_REPORTS_LOSSES,
    /** Some may have been lost: the machine or this server was restarted, or a sync has failed. */
    UNKNOWN
  }

  private SessionWrites(Store store, Trust trust) {
    this.store = store;
    this.trust = trust;
  }

  /** @param lock the current lock of the session */
  static SessionWrites of(Store store, HeldLock lock) {
    String bootId = lock.bootId();
    if (bootId == null) {
      return new SessionWrites(store, Trust.SYNCED);
    }
    boolean isCovered =
        store.deferredWrites()
            .filter(writes -> writes.cover(bootId, lock.journal().since()))
            .isPresent();
    return new SessionWrites(store, isCovered ? Trust.SYNC_REPORTS_LOSSES : Trust.UNKNOWN);
  }

  /**
   * Writes a file unless it exists. It is durable at the latest when {@link #secure} has returned.
   *
   * @param key contains the MD5, so an existing file has the same content unless it was damaged
   * @return whether {@code content} was read
   */
  boolean put(Key key, Content content) {
    PutResult result = switch (trust) {
      case SYNCED -> store.put(key, content, PutCondition.CREATE);
      case SYNC_REPORTS_LOSSES ->
          store.withDeferredSync().put(key, content, PutCondition.CREATE);
      // The existing file may be empty or truncated.
      case UNKNOWN -> store.put(key, content, PutCondition.OVERWRITE);
    };
    return result.isWritten();
  }

  /**
   * Makes all received files durable. If some may have been lost, each is compared with its MD5 and written again. A damaged file
   * is not deleted, since a request may just have replaced it.
   *
   * @return the received files without the damaged ones
   * @throws io.gypsum.store.StoreException when the files may not be durable; a repeated call verifies them
   */
  ReceivedFiles secure(ReceivedFiles received, Manifest manifest) {
    if (!received.hasStaged()) {
      return received;
    }
    // Before the next line: if the store begins to defer syncs meanwhile, this view does not.
    Store view = store.withDeferredSync();
    // If the store has stopped deferring syncs since the lock was read, or stops meanwhile, the sync fails.
    boolean needsSync =
        trust == Trust.SYNC_REPORTS_LOSSES || store.deferredWrites().isPresent();
    ReceivedFiles intact =
        trust == Trust.UNKNOWN
            ? received.without(findDamaged(received, manifest, view))
            : received;
    if (needsSync) {
      store.sync();
    }
    return intact;
  }

  /** @param view receives the files again */
  private static Set<Key> findDamaged(ReceivedFiles received, Manifest manifest, Store view) {
    List<ManifestEntry> deferred =
        manifest.files()
            .values()
            .stream()
            .filter(file -> !file.isLink() && file.sizeBytes() <= DeferredWrites.MAX_BYTES)
            .filter(file -> received.staged().containsKey(file.stagedAt(received.staging())))
            .distinct()
            .toList();
    List<Boolean> isIntact =
        Parallel.map(
            deferred, MAX_CONCURRENT_CHECKS, ON_INTERRUPT,
            file -> rewrite(view, file.stagedAt(received.staging()), file));
    Set<Key> damaged = new HashSet<>();
    for (int i = 0; i < deferred.size(); i++) {
      if (!isIntact.get(i)) {
        damaged.add(deferred.get(i).stagedAt(received.staging()));
      }
    }
    return damaged;
  }

  /**
   * Writes a file again with its own content. Reading it is not enough: after a failed write the kernel's memory may contain data
   * that the disk does not.
   *
   * @return false if it has other content
   */
  private static boolean rewrite(Store view, Key key, ManifestEntry file) {
    Content content = Content.ofObjects(view, List.of(key), file.sizeBytes(), file.md5());
    try {
      PutResult _ = view.put(key, content, PutCondition.OVERWRITE);
      return true;
    } catch (ContentMismatchException e) {
      return false;
    }
  }
}
