package io.gypsum.store.verify;

import java.time.Instant;
import java.util.Optional;

import io.gypsum.core.Timestamps;
import io.gypsum.core.document.Journal;
import io.gypsum.core.document.Lock;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.store.bucket.DocumentResult;
import io.gypsum.store.lock.Leases;
import org.jspecify.annotations.Nullable;

/**
 * Whether a project is being changed.
 *
 * @param isHeld whether the lock is or may be held; such a project is checked only in part
 * @param lock the lock, or null when there is none or it is corrupt
 * @param finding the defect of the lock, or null
 */
record LockState(boolean isHeld, @Nullable Lock lock, @Nullable Finding finding) {
  static final LockState NONE = new LockState(false, null, null);

  static LockState of(Key key, DocumentResult<Lock> read, Instant now) {
    String problem = read.problem();
    if (problem != null) {
      return new LockState(true, null, Finding.unreadable(key, problem));
    }
    Lock lock = read.document();
    if (lock == null) {
      return NONE;
    }
    Journal journal = lock.journal();
    // A lock without a journal, as other server software writes it, never expires.
    // Until the end of the grace period the holder may still be writing or renew the lock.
    if (journal == null || !journal.isExpired(now.minus(Leases.DEFAULT.grace()))) {
      return new LockState(true, lock, null);
    }
    String found =
        (journal.isCommitted() ? "committed, not completed: " : "abandoned: ") + journal.operation()
            + " by "
            + journal.user() + ", expired at " + Timestamps.format(journal.until());
    return new LockState(
        false, lock, Finding.of(FindingKind.STALE_LOCK, key, "no expired lock", found));
  }

  Optional<Finding> defect() {
    return Optional.ofNullable(finding);
  }

  /** Returns whether {@code version} is or may be an upload that is running. */
  boolean isUploading(AssetVersion version) {
    return isHeld
        && (lock == null || lock.version() == null
            || (version.version().value().equals(lock.version())
                && version.asset().value().equals(lock.asset())));
  }
}
