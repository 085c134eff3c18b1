package io.gypsum.store.lock;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

import io.gypsum.core.concurrent.Sleeper;
import io.gypsum.core.document.Lock;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.retry.CallKind;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.core.retry.Retrier;
import io.gypsum.core.retry.Retrier.Attempts;
import io.gypsum.core.retry.RetryPolicy;
import io.gypsum.store.Content;
import io.gypsum.store.ETag;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.StoredDocument;

/**
 * Reads and writes lock documents, and determines whether a write with an unknown outcome took effect.
 *
 * <p>Each written lock has a new random holder, or a later end of the lease than the lock it replaces. So finding a
 * lock with exactly the written content proves that the write took effect. Thread-safe.
 */
final class LockStore {
  /** Without jitter, since only the holder writes a lock. The delay lets a request in flight reach the store. */
  private static final RetryPolicy RETRY_POLICY =
      new RetryPolicy(
          4, Duration.ofMillis(50), Duration.ofMillis(50), RetryPolicy.NO_TIME_LIMIT);
  private static final RandomGenerator NO_JITTER = () -> -1L;

  private final Store store;
  private final BucketReader bucket;
  private final Retrier retrier;

  LockStore(Store store, InstantSource clock, Sleeper sleeper) {
    this.store = store;
    this.bucket = new BucketReader(store);
    this.retrier = new Retrier(RETRY_POLICY, clock, sleeper, NO_JITTER);
  }

  Optional<StoredDocument<Lock>> read(ProjectName project) {
    return bucket.lock(project);
  }

  /** Returns the ETag of the stored lock if it equals {@code lock}. */
  Optional<ETag> find(ProjectName project, Lock lock) {
    return read(project)
        .filter(stored -> stored.document().equals(lock))
        .map(StoredDocument::etag);
  }

  /**
   * Writes a lock under a condition. A write of unknown outcome is looked up, and retried if the lock is not found.
   *
   * @return the new ETag; empty when the condition did not hold
   * @throws StoreException with the outcome NOT_DONE only when no attempt can have taken effect
   */
  Optional<ETag> write(ProjectName project, Lock lock, PutCondition condition) {
    Attempts attempts = retrier.begin(CallKind.IDEMPOTENT_WRITE);
    boolean inDoubt = false;
    while (true) {
      try {
        PutResult result = store.put(BucketLayout.lock(project), Content.of(lock), condition);
        if (result instanceof PutResult.Written written) {
          return Optional.of(written.etag());
        }
        // The condition may have failed because an earlier attempt took effect.
        return inDoubt ? lookUp(project, lock) : Optional.empty();
      } catch (StoreException e) {
        inDoubt |= e.outcome() == CallOutcome.UNKNOWN;
        Optional<ETag> found = inDoubt ? lookUp(project, lock) : Optional.empty();
        if (found.isPresent()) {
          return found;
        }
        if (e.outcome() == CallOutcome.NOT_DONE) {
          throw inDoubt ? e.withUnknownOutcome() : e;
        }
        attempts.backOff(e);
      }
    }
  }

  /** Like {@link #find}, after a write of unknown outcome, which stays unknown when the lock cannot be read. */
  private Optional<ETag> lookUp(ProjectName project, Lock lock) {
    try {
      return find(project, lock);
    } catch (StoreException e) {
      throw e.withUnknownOutcome();
    }
  }

  /**
   * Deletes a lock. A deletion of unknown outcome is retried while the lock is still stored.
   *
   * @param renew renews the lease by a conditional write, so that the deletion certainly concerns the lock of this holder: some
   *     services ignore the condition of a deletion. Returns false when the lock was lost
   * @return false when the lock was lost to another process
   */
  boolean delete(HeldLock held, BooleanSupplier renew) {
    Attempts attempts = retrier.begin(CallKind.IDEMPOTENT_WRITE);
    boolean inDoubt = false;
    while (true) {
      if (!isRenewed(renew, inDoubt)) {
        return inDoubt && isDeleted(held);
      }
      try {
        held.store().delete(List.of(BucketLayout.lock(held.project())));
        return true;
      } catch (StoreException e) {
        inDoubt |= e.outcome() == CallOutcome.UNKNOWN;
        if (e.outcome() == CallOutcome.NOT_DONE) {
          throw inDoubt ? e.withUnknownOutcome() : e;
        }
        if (lookUp(held.project(), held.lock()).isEmpty()) {
          return isDeleted(held);
        }
        attempts.backOff(e);
      }
    }
  }

  /** A failure has an unknown outcome if an earlier deletion may still take effect. */
  private static boolean isRenewed(BooleanSupplier renew, boolean inDoubt) {
    try {
      return renew.getAsBoolean();
    } catch (StoreException e) {
      throw inDoubt ? e.withUnknownOutcome() : e;
    }
  }

  /**
   * Called after a deletion of unknown outcome. Returns whether the lock does not exist, or is one that was acquired after
   * the deletion.
   */
  private boolean isDeleted(HeldLock held) {
    try {
      return read(held.project())
          .filter(stored -> stored.document().sessionHash().equals(held.sessionHash()))
          .isEmpty();
    } catch (StoreException e) {
      throw e.withUnknownOutcome();
    }
  }

  /**
   * Runs an idempotent action, and retries it while its outcome is unknown and the failure retryable. After any other failure
   * another attempt cannot help, for example because the thread was interrupted or the lock was lost.
   *
   * @throws StoreException the last failure, with an unknown outcome if any attempt had one
   */
  void retryWhileUnknown(Runnable action) {
    Attempts attempts = retrier.begin(CallKind.IDEMPOTENT_WRITE);
    boolean inDoubt = false;
    while (true) {
      try {
        action.run();
        return;
      } catch (StoreException e) {
        inDoubt |= e.outcome() == CallOutcome.UNKNOWN;
        if (e.outcome() == CallOutcome.NOT_DONE) {
          throw inDoubt ? e.withUnknownOutcome() : e;
        }
        attempts.backOff(e);
      }
    }
  }
}
