package io.gypsum.server.lock;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Lock;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.StoreException;
import io.gypsum.store.bucket.StoredDocument;
import io.gypsum.store.lock.HeldLock;
import io.gypsum.store.lock.ProjectLocks;

/**
 * The sessions of running uploads. A session is the lock of its project: it begins when the lock is acquired and ends with
 * it, and nothing of it is stored elsewhere, so any server on the bucket can serve its requests. Thread-safe.
 */
public final class UploadSessions {
  private static final Pattern UUID_V4 =
      Pattern.compile(
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}");

  private final ProjectLocks locks;
  private final FailedStarts failedStarts = new FailedStarts();
  /** One entry per project whose state is being read. */
  private final Cache<ProjectName, SharedRead<Optional<StoredDocument<Lock>>>> reads =
      Caffeine.newBuilder().weakValues().build();

  public UploadSessions(ProjectLocks locks) {
    this.locks = locks;
  }

  /** Returns the locks on which the sessions are based. */
  public ProjectLocks locks() {
    return locks;
  }

  /**
   * Opens the session of an upload that has begun: from now on its lock has the lease of an upload.
   *
   * @return false when the lock was lost to another process
   */
  public boolean open(HeldLock held) {
    return locks.extend(held, locks.leases().upload());
  }

  /**
   * Returns the lock of a running upload for a request of its session. It may be committed already: see {@link
   * ProjectLocks#awaitEnd}.
   *
   * @throws GypsumException FORBIDDEN when the project is not locked, or the token is invalid, of another session, or of an
   *     upload of another version
   */
  public HeldLock require(AssetVersion version, String sessionToken) {
    StoredDocument<Lock> stored =
        locks.read(version.project())
            .orElseThrow(
                () -> GypsumException.forbidden(
                    "no upload to '" + version
                        + "' is running: it was completed, aborted, unlocked or has expired"));
    requireMatch(stored.document(), version, sessionToken);
    return locks.resume(version.project(), stored);
  }

  /** Returns whether {@code text} has the form of a session token. */
  public static boolean isToken(String text) {
    return UUID_V4.matcher(text).matches();
  }

  /** The checks of rest-api.md, section 4. */
  private static void requireMatch(Lock lock, AssetVersion version, String sessionToken) {
    if (!isToken(sessionToken)) {
      throw GypsumException.forbidden(
          "invalid session token: expected the 'session_token' of upload/start");
    }
    if (lock.journal() == null || !equal(Lock.hash(sessionToken), lock.sessionHash())) {
      throw GypsumException.forbidden(
          "project '" + version.project()
              + "' is locked by another session: this upload has ended");
    }
    if (!version.asset().value().equals(lock.asset())
        || !version.version().value().equals(lock.version())) {
      throw GypsumException.forbidden(
          "this session is for '" + version.project() + "/" + lock.asset() + "/" + lock.version()
              + "', not '" + version + "'");
    }
  }

  /** Compares in constant time. */
  private static boolean equal(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns whether the session is uploading: neither ended nor ending. */
  public boolean isUploading(AssetVersion version, String sessionToken) {
    return state(version.project(), Lock.hash(sessionToken)) == SessionState.UPLOADING;
  }

  /**
   * Returns the state of the session whose lock has this {@code sessionHash}, as it was at some time after the call began.
   * Concurrent calls for one project, such as those for the files of an upload, share one read of the lock.
   */
  public SessionState state(ProjectName project, String sessionHash) {
    return find(project, sessionHash)
        .map(HeldLock::journal)
        .map(SessionState::of)
        .orElse(SessionState.ENDED);
  }

  /** Returns the lock of a session that has not ended, like {@link #state}. */
  public Optional<HeldLock> find(ProjectName project, String sessionHash) {
    return reads.get(project, name -> new SharedRead<>(SharedRead.MAX_WAIT))
        .get(() -> locks.read(project))
        .filter(stored -> stored.document().sessionHash().equals(sessionHash))
        .filter(stored -> stored.document().journal() != null)
        .map(stored -> locks.resume(project, stored));
  }

  /**
   * Waits until the committed end of a session has been carried out; returns at once if the session is not ending.
   *
   * @throws GypsumException BUSY when it has not ended after two step leases
   */
  public void awaitEnd(ProjectName project, String sessionHash) {
    find(project, sessionHash).filter(HeldLock::isCommitted).ifPresent(locks::awaitEnd);
  }

  /** Renews the lease of an active session. Writes the lock only when a tenth of the lease has passed. */
  public void renew(HeldLock held) {
    Duration lease = locks.leases().upload();
    if (held.timeLeft().compareTo(lease.multipliedBy(9).dividedBy(10)) < 0) {
      // If the lock has changed, another request of the session has renewed or ended it.
      boolean _ = locks.extend(held, lease);
    }
  }

  /** Registers an upload that failed to start and could not be rolled back, for {@link #rollBackFailedStarts}. */
  public void rollBackLater(HeldLock held) {
    failedStarts.add(held);
  }

  /**
   * Rolls back the uploads that failed to start.
   *
   * @throws StoreException when the store still fails; the remaining ones are tried again by the next call
   */
  public void rollBackFailedStarts() {
    failedStarts.endAll(
        (session, project) -> state(project, session) != SessionState.UPLOADING
            || locks.end(project, lock -> lock.sessionHash().equals(session)));
  }
}
