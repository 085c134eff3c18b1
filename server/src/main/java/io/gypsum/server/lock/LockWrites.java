package io.gypsum.server.lock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import io.gypsum.core.document.Lock;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.Content;
import io.gypsum.store.ETag;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.StoredDocument;

/**
 * Reads and writes the document of a lock, and finds out what became of a write when the store did not tell. Nobody else
 * writes the same lock, so whoever finds it has written it.
 */
final class LockWrites {
  /** How often something is done of which nobody knows whether it was done the time before. */
  private static final int TRIES = 4;
  /** For an engine that broke off and may still be doing it. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final Store store;
  private final BucketReader bucket;
  private final Pause pause;

  LockWrites(Store store, Pause pause) {
    this.store = store;
    this.bucket = new BucketReader(store);
    this.pause = pause;
  }

  Optional<StoredDocument<Lock>> read(ProjectName project) {
    return bucket.lock(project);
  }

  /** Whether the lock says exactly this; then its ETag. */
  Optional<ETag> find(ProjectName project, Lock lock) {
    return read(project).filter(stored -> stored.document().equals(lock)).map(StoredDocument::etag);
  }

  /**
   * Writes the lock on a condition.
   *
   * @return empty when the condition did not hold
   * @throws StoreException NOT_DONE only when no try can have written it
   */
  Optional<ETag> write(ProjectName project, Lock lock, PutCondition condition) {
    boolean doubtful = false;
    for (int attempt = 1;; attempt++) {
      try {
        if (store
            .put(
                BucketLayout.lock(project), Content.of(lock),
                condition) instanceof PutResult.Written written) {
          return Optional.of(written.etag());
        }
        return doubtful ? find(project, lock) : Optional.empty();
      } catch (StoreException e) {
        doubtful = doubtful || e.outcome() == CallOutcome.UNKNOWN;
        Optional<ETag> found = doubtful ? find(project, lock) : Optional.empty();
        if (found.isPresent()) {
          return found;
        }
        if (e.outcome() == CallOutcome.NOT_DONE || attempt == TRIES) {
          throw doubtful ? unknown(e) : e;
        }
      }
      pause.pause(LOOK_AGAIN);
    }
  }

  /** A try before the last one may still be on its way. */
  private static StoreException unknown(StoreException last) {
    return last.outcome() == CallOutcome.UNKNOWN
        ? last
        : new StoreException(last.reason(), CallOutcome.UNKNOWN, last.isRetryable(), last);
  }

  /**
   * Deletes the lock.
   *
   * @param stillHeld called before each try
   */
  void delete(ProjectName project, Lock lock, Runnable stillHeld) {
    Key key = BucketLayout.lock(project);
    insist(() -> {
      stillHeld.run();
      store.delete(List.of(key));
    }, () -> find(project, lock).isPresent());
  }

  /**
   * Does again what may be done twice, while nobody knows whether it was done.
   *
   * @param isMissing whether there is anything left to do, after such a failure
   */
  void insist(Runnable action, BooleanSupplier isMissing) {
    for (int attempt = 1;; attempt++) {
      try {
        action.run();
        return;
      } catch (StoreException e) {
        if (e.outcome() == CallOutcome.NOT_DONE || !e.isRetryable() || attempt == TRIES) {
          throw e;
        }
        if (!isMissing.getAsBoolean()) {
          return;
        }
      }
      pause.pause(LOOK_AGAIN);
    }
  }
}
