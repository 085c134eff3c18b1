package io.gypsum.store.verify;

import java.time.Instant;

import io.gypsum.core.Timestamps;
import io.gypsum.core.document.Journal;
import io.gypsum.core.document.Lock;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.store.bucket.DocumentResult;
import org.jspecify.annotations.Nullable;

/**
 * Whether a project is being changed.
 *
 * @param alive whether somebody holds it, or may
 * @param lock null when there is none, or it cannot be read
 */
record ProjectLock(boolean alive, @Nullable Lock lock) {
  static final ProjectLock NONE = new ProjectLock(false, null);

  static ProjectLock look(Key key, DocumentResult<Lock> read, Instant now, Findings findings) {
    Lock lock = read.document();
    String problem = read.problem();
    if (problem != null) {
      findings.tell(
          Finding.of(FindingKind.UNREADABLE_DOCUMENT, key, "a document of its kind", problem));
      return new ProjectLock(true, null);
    }
    if (lock == null) {
      return NONE;
    }
    Journal journal = lock.journal();
    // Other servers' locks do not say when they end.
    if (journal == null || !journal.isExpired(now)) {
      return new ProjectLock(true, lock);
    }
    findings.tell(
        Finding.of(
            FindingKind.STALE_LOCK, key, "no lock whose time is over",
            (journal.isDecided() ? "half done: " : "given up: ") + journal.operation() + " by "
                + journal.user() + ", over since " + Timestamps.format(journal.until())));
    return new ProjectLock(false, lock);
  }

  /** Whether {@code version} is being uploaded right now, or may be. */
  boolean isUploading(AssetVersion version) {
    return alive
        && (lock == null || lock.version() == null
            || (version.version().value().equals(lock.version())
                && version.asset().value().equals(lock.asset())));
  }
}
