package io.gypsum.server.maintenance;

import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.lock.ProjectLocks;
import io.gypsum.store.ListEntry;
import io.gypsum.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds locks whose holders are gone, so that a project need not wait for someone to need it. */
public final class AbandonedLocks {
  private static final Logger LOG = LoggerFactory.getLogger(AbandonedLocks.class);

  private final Store store;
  private final ProjectLocks locks;

  public AbandonedLocks(Store store, ProjectLocks locks) {
    this.store = store;
    this.locks = locks;
  }

  /** Looks at every project once; one that fails is logged and the rest go on. */
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
          "the lock of project '{}' could not be recovered; it is tried again: {}", project,
          e.reason());
    }
  }
}
