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

  /** Recovers the locks of all projects; a failure is logged and does not affect the others. */
  public void recoverAll() {
    try (Stream<ListEntry> listing = store.listLevel(Prefix.ALL)) {
      listing.forEach(
          entry -> {
            if (entry instanceof ListEntry.PrefixEntry directory
                && !directory.text().startsWith("..")) {
              recover(directory.text().substring(0, directory.text().length() - 1));
            }
          });
    }
  }

  private void recover(String project) {
    try {
      boolean _ = locks.recover(new ProjectName(project));
    } catch (GypsumException e) {
      LOG.warn(
          "Cannot recover the lock of project '{}', will retry: {}", project,
          e.reason());
    }
  }
}
