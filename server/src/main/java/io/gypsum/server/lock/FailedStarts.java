package io.gypsum.server.lock;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

import io.gypsum.core.GypsumException;
import io.gypsum.core.LogLine;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.StoreException;
import io.gypsum.store.lock.HeldLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads whose clients received an error from {@code upload/start} but which may still hold their locks, because the
 * store failed while they were being rolled back. Kept in the memory of this server; if it stops, the locks
 * expire with their leases. Thread-safe.
 */
final class FailedStarts {
  private static final Logger LOG = LoggerFactory.getLogger(FailedStarts.class);
  private static final int MAX_SESSIONS = 10_000;

  /** Projects by session hash. */
  private final Map<String, ProjectName> sessions = new ConcurrentHashMap<>();

  /** Does nothing when there are too many already. */
  void add(HeldLock held) {
    if (sessions.size() < MAX_SESSIONS) {
      sessions.put(held.sessionHash(), held.project());
    }
  }

  /**
   * Ends all sessions. A session whose lock is corrupt is dropped.
   *
   * @param end returns whether the session, given by its hash, no longer locks the project
   * @throws StoreException when the store still fails; the remaining sessions are kept
   */
  void endAll(BiPredicate<String, ProjectName> end) {
    sessions.forEach((session, project) -> {
      try {
        if (end.test(session, project)) {
          sessions.remove(session);
        }
      } catch (StoreException e) {
        throw e;
      } catch (GypsumException e) {
        LOG.warn(
            "cannot roll back an upload to project '{}' that failed to start; its lock will expire:"
                + " {}",
            project, LogLine.of(e));
        sessions.remove(session);
      }
    });
  }
}
