package io.gypsum.server.lock;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads whose clients were told that they did not begin, and which may be holding their locks for all that: the store
 * failed when they were to be undone. Remembered here alone; were this server stopped, their leases end them. Thread-safe.
 */
final class ForgottenSessions {
  private static final Logger LOG = LoggerFactory.getLogger(ForgottenSessions.class);
  private static final int MOST = 10_000;

  /** Projects by the hash of the session. */
  private final Map<String, ProjectName> sessions = new ConcurrentHashMap<>();

  void add(HeldLock held) {
    if (sessions.size() < MOST) {
      sessions.put(held.lock().sessionHash(), held.project());
    }
  }

  /**
   * Ends them all; one whose lock cannot be read does not keep the others.
   *
   * @param end whether a session holds its project no more
   * @throws StoreException when the store still fails; what is left is left for the next time
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
        LOG.warn("an upload to '{}' that failed to begin is left to its lease", project, e);
        sessions.remove(session);
      }
    });
  }
}
