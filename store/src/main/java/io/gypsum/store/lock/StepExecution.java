package io.gypsum.store.lock;

import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Step;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.StoreException;

/** Carries out the steps of a committed lock, and then deletes the lock. */
final class StepExecution {
  private final ProjectLocks locks;
  private final LockStore lockStore;

  StepExecution(ProjectLocks locks, LockStore lockStore) {
    this.locks = locks;
    this.lockStore = lockStore;
  }

  /**
   * Carries out the steps of a lock that was written just before.
   *
   * @throws StoreException when the store fails or the lock is lost; another process carries out the rest
   */
  void run(HeldLock held) {
    List<Step> steps = Objects.requireNonNull(held.journal().steps());
    StepReplay replay = new StepReplay(held, sizeBytes -> requireHeld(held, sizeBytes));
    try {
      steps.forEach(step -> lockStore.retryWhileUnknown(() -> replay.run(step)));
      delete(held, steps.isEmpty());
    } catch (StoreException e) {
      allowTakeover(held, e);
      throw e;
    }
  }

  private void requireHeld(HeldLock held, long sizeBytes) {
    if (!locks.renewIfDue(held, sizeBytes)) {
      throw lost(held);
    }
  }

  private void delete(HeldLock held, boolean wasJustWritten) {
    if (!lockStore.delete(held, new Renewal(held, wasJustWritten))) {
      throw lost(held);
    }
  }

  /** Renews a lock before each attempt to delete it, except before the first one if the lock was just written. */
  private final class Renewal implements BooleanSupplier {
    private final HeldLock held;
    private boolean isRenewed;

    Renewal(HeldLock held, boolean isRenewed) {
      this.held = held;
      this.isRenewed = isRenewed;
    }

    @Override
    public boolean getAsBoolean() {
      boolean isHeld = isRenewed || locks.extend(held, locks.leases().step());
      isRenewed = false;
      return isHeld;
    }
  }

  private static StoreException lost(HeldLock held) {
    return new StoreException(
        "project '" + held.project()
            + "': the lock was lost to another process, which completes the operation; try again",
        CallOutcome.UNKNOWN, false, null);
  }

  /** Waives the grace period if the failed write had no effect; otherwise the store may still be executing it. */
  private void allowTakeover(HeldLock held, StoreException cause) {
    try {
      locks.endLease(held, cause.outcome() == CallOutcome.NOT_DONE);
    } catch (GypsumException e) {
      cause.addSuppressed(e);
    }
  }
}
