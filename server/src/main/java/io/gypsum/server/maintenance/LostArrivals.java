package io.gypsum.server.maintenance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.lock.UploadSessions;
import io.gypsum.server.lock.SessionState;
import io.gypsum.store.ListEntry;
import io.gypsum.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What reached the store for an upload that had ended already: an address of the store outlives its session. */
public final class LostArrivals {
  private static final Logger LOG = LoggerFactory.getLogger(LostArrivals.class);
  private static final int BATCH = 1000;

  private final Store store;
  private final UploadSessions sessions;

  public LostArrivals(Store store, UploadSessions sessions) {
    this.store = store;
    this.sessions = sessions;
  }

  /** Deletes what belongs to no session; that of a project whose lock cannot be read stays for the next time. */
  public void removeAll() {
    for (Prefix project : directories(BucketLayout.STAGING)) {
      for (Prefix session : directories(project)) {
        removeIfEnded(lastPart(project), session);
      }
    }
  }

  private void removeIfEnded(String project, Prefix session) {
    try {
      // As BucketLayout.staging has it, the other way round.
      String hash = lastPart(session).replace('_', '/');
      if (sessions.state(new ProjectName(project), hash) == SessionState.ENDED) {
        remove(session);
      }
    } catch (GypsumException e) {
      LOG.warn("'{}' could not be cleared; it is tried again: {}", session, e.reason());
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
