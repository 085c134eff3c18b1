package io.gypsum.store.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.Sleeper;
import io.gypsum.core.document.InternalChange;
import io.gypsum.core.document.Step;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.Store;
import io.gypsum.store.lock.HeldLock;
import io.gypsum.store.lock.Leases;
import io.gypsum.store.lock.Operation;
import io.gypsum.store.lock.ProjectLocks;

/**
 * Repairs the documents of a project that follow from others: {@code ..usage}, {@code ..latest} and {@code ..links}. No
 * other object is written or deleted, except by the recovery of an expired lock.
 *
 * <p>A repair is an operation like those of a server, which may run meanwhile: it acquires the lock of the project, after
 * recovering it if its lease and the grace period of {@link Leases#MAINTENANCE} have passed; verifies the project again; and commits the writes as steps in the lock. After a crash
 * a server recovers the lock: without steps nothing has changed, with steps they are replayed.
 */
public final class ProjectRepair {
  private static final String USER = "gypsum verify";

  private final Store store;
  private final VerifyOptions options;
  private final ProjectLocks locks;

  /** @param options how to verify; the project is given with each call, and files are not read */
  public ProjectRepair(Store store, VerifyOptions options) {
    this.store = store;
    this.options = options.withDeep(false);
    this.locks = new ProjectLocks(store, options.clock(), Leases.MAINTENANCE, Sleeper.SYSTEM);
  }

  /**
   * Repairs the repairable documents of a project.
   *
   * @return the steps that were carried out, in order; empty when there was nothing to repair
   * @throws GypsumException LOCKED when another operation holds the lock, or when the lock was lost; nothing is changed then
   * @throws io.gypsum.store.StoreException when the store fails; some steps may have been carried out, and a server carries
   *     out the rest
   */
  public List<Step> repair(ProjectName project) {
    HeldLock held = locks.acquire(project, Operation.REPAIR, USER);
    List<Step> steps;
    try {
      steps = findRepairs(held);
    } catch (RuntimeException e) {
      releaseAfter(held, e);
      throw e;
    }
    locks.commit(held, Operation.REPAIR, logged(project, steps));
    return steps;
  }

  /** Adds an entry to the internal changes, with which servers read the repaired documents again. */
  private List<Step> logged(ProjectName project, List<Step> repairs) {
    if (repairs.isEmpty()) {
      return repairs;
    }
    List<Step> steps = new ArrayList<>(repairs);
    steps.add(
        Step.put(
            BucketLayout.change(
                options.clock().instant(),
                ThreadLocalRandom.current().nextInt(BucketLayout.LOG_NUMBERS)),
            InternalChange.REPAIR_PROJECT.entry(project)));
    return steps;
  }

  private List<Step> findRepairs(HeldLock held) {
    List<Step> steps = new ArrayList<>();
    new Verifier(
        store, options.withProject(held.project()),
        finding -> {
          Step repair = finding.repair();
          if (repair != null) {
            steps.add(repair);
          }
        }, held.sessionHash(), () -> locks.requireHeld(held))
        .verify();
    return steps;
  }

  private void releaseAfter(HeldLock held, RuntimeException cause) {
    try {
      locks.release(held);
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }
}
