package io.gypsum.server.maintenance;

import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.ListEntry;
import io.gypsum.store.Store;
import io.gypsum.store.lock.ProjectLocks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Recovers expired locks, so that a project is unlocked even if no operation needs it. */
public final class LockRecoveryTask {
  private static final Logger LOG = LoggerFactory.getLogger(LockRecoveryTask.class);

  private final Store store;
  private final ProjectLocks locks;

  public LockRecoveryTask(Store store, ProjectLocks locks) {
    this.store = store;
    this.locks = locks;
  }

  /**
   * Recovers the locks of all projects; a failure is logged and does not affect the others.
   *
   * @return the number of projects that are still locked
   */
  public long recoverAll() {
    try (Stream<ListEntry> listing = store.listLevel(Prefix.ALL)) {
      return listing.filter(ListEntry.PrefixEntry.class::isInstance)
          .map(ListEntry::text)
          .filter(directory -> !directory.startsWith(".."))
          .filter(directory -> !recover(directory.substring(0, directory.length() - 1)))
          .count();
    }
  }

  /** Returns whether the project is unlocked now. */
  private boolean recover(String project) {
    try {
      return locks.recover(new ProjectName(project));
    } catch (GypsumException e) {
      LOG.warn(
          "Cannot recover the lock of project '{}', will retry: {}", project,
          e.reason());
      return false;
    }
  }
}
