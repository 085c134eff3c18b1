package io.gypsum.server.maintenance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.lock.SessionState;
import io.gypsum.server.lock.UploadSessions;
import io.gypsum.store.ListEntry;
import io.gypsum.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes staged files of ended sessions: a presigned URL of the store remains valid after the end of its session. */
public final class StagingCleanup {
  private static final Logger LOG = LoggerFactory.getLogger(StagingCleanup.class);
  private static final int BATCH = 1000;

  private final Store store;
  private final UploadSessions sessions;

  public StagingCleanup(Store store, UploadSessions sessions) {
    this.store = store;
    this.sessions = sessions;
  }

  /** Deletes staged files without a running session; if the lock of a project cannot be read, its files are kept. */
  public void removeAll() {
    for (Prefix project : directories(BucketLayout.STAGING)) {
      for (Prefix session : directories(project)) {
        removeIfEnded(lastPart(project), session);
      }
    }
  }

  private void removeIfEnded(String project, Prefix session) {
    try {
      // Reverses BucketLayout.staging.
      String hash = lastPart(session).replace('_', '/');
      if (sessions.state(new ProjectName(project), hash) == SessionState.ENDED) {
        remove(session);
      }
    } catch (GypsumException e) {
      LOG.warn("Cannot delete staged files below '{}', will retry: {}", session, e.reason());
    }
  }

  private void remove(Prefix session) {
    List<Key> batch = new ArrayList<>();
    try (Stream<ListEntry.ObjectEntry> listing = store.list(session)) {
      listing.forEach(object -> {
        batch.add(object.key());
        if (batch.size() == BATCH) {
          store.delete(List.copyOf(batch));
          batch.clear();
        }
      });
    }
    if (!batch.isEmpty()) {
      store.delete(batch);
    }
  }

  private List<Prefix> directories(Prefix below) {
    try (Stream<ListEntry> listing = store.listLevel(below)) {
      return listing.filter(ListEntry.PrefixEntry.class::isInstance)
          .map(entry -> new Prefix(entry.text()))
          .toList();
    }
  }

  private static String lastPart(Prefix directory) {
    String text = directory.value().substring(0, directory.value().length() - 1);
    return text.substring(text.lastIndexOf('/') + 1);
  }
}
