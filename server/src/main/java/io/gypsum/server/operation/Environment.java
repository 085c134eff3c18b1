package io.gypsum.server.operation;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Timestamps;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.document.InternalChange;
import io.gypsum.core.document.Step;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.lock.UploadSessions;
import io.gypsum.store.Store;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.lock.HeldLock;
import io.gypsum.store.lock.Operation;
import io.gypsum.store.lock.ProjectLocks;

/**
 * The dependencies that all operations share: the store and its documents, sessions and locks, roles, the rights of running
 * uploads, time and randomness.
 */
public record Environment(
    Store store, UploadSessions sessions, RoleChecks roles, UploadRights rights, Clock clock,
    RandomGenerator random) {
  BucketReader bucket() {
    return new BucketReader(store);
  }

  ProjectLocks locks() {
    return sessions.locks();
  }

  /** Returns the current time with the precision of the bucket, milliseconds. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  int thisYear() {
    return Timestamps.year(clock.instant());
  }

  /** Returns the step that adds an entry with the current time to the change log. */
  Step log(ChangeLogEntry change) {
    return Step.put(BucketLayout.log(now(), random.nextInt(BucketLayout.LOG_NUMBERS)), change);
  }

  /** Returns the step that adds an {@link InternalChange} to {@link BucketLayout#CHANGES}. */
  Step internalLog(ChangeLogEntry change) {
    return Step.put(internalLogKey(), change);
  }

  Key internalLogKey() {
    return BucketLayout.change(now(), random.nextInt(BucketLayout.LOG_NUMBERS));
  }

  /**
   * Acquires the lock of a project for {@code action}, which plans an operation and then commits it. If
   * {@code action} throws before the commit, the lock is released.
   *
   * @throws GypsumException LOCKED if another process holds the lock
   */
  <T> T underLock(
      ProjectName project, Operation operation, User user, Function<HeldLock, T> action) {
    HeldLock lock = locks().acquire(project, operation, user.login());
    try {
      return action.apply(lock);
    } catch (RuntimeException e) {
      if (!lock.isCommitted()) {
        releaseAfter(lock, e);
      }
      throw e;
    }
  }

  /** Releases a lock under which nothing was written; if this fails, the lease expires. */
  void releaseAfter(HeldLock lock, RuntimeException cause) {
    try {
      locks().release(lock);
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }
}
