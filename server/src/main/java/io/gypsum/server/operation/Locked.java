package io.gypsum.server.operation;

import java.util.function.Function;

import io.gypsum.core.decision.User;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.lock.HeldLock;
import io.gypsum.store.lock.Operation;

/** Doing something under a project's lock. */
final class Locked {
  private Locked() {}

  /**
   * Takes the lock for {@code action}, which plans and then commits, or throws; when it throws before it committed, the
   * lock is released.
   *
   * @throws io.gypsum.core.GypsumException LOCKED when somebody else holds the lock
   */
  static <T> T run(
      Environment env, ProjectName project, Operation operation, User user,
      Function<HeldLock, T> action) {
    HeldLock lock = env.locks().acquire(project, operation, user.login());
    try {
      return action.apply(lock);
    } catch (RuntimeException e) {
      if (!lock.isCommitted()) {
        releaseAfter(env, lock, e);
      }
      throw e;
    }
  }

  /** Nothing was written, so the lock can go; if it cannot, its lease ends. */
  static void releaseAfter(Environment env, HeldLock lock, RuntimeException cause) {
    try {
      env.locks().release(lock);
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }
}
