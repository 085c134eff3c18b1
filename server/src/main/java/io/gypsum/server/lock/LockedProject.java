package io.gypsum.server.lock;

import java.time.Instant;

import io.gypsum.core.document.Journal;
import io.gypsum.core.document.Lock;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.lock.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A lock without its steps, of which there may be many.
 *
 * @param asset null if the operation concerns more than one version
 * @param version null if the operation concerns more than one version
 * @param session identifies the acquisition of the lock: the hash of a random token
 * @param holding null if the lock was written by other server software, which does not record it
 */
public record LockedProject(
    ProjectName project, @Nullable String asset, @Nullable String version, String session,
    @Nullable Holding holding) {
  /**
   * Who holds a lock, for what and until when.
   *
   * @param isCommitted whether the operation has taken effect, so that its steps will be performed
   */
  public record Holding(
      String operation, String user, Instant since, Instant until, boolean isCommitted) {}

  public static LockedProject of(ProjectName project, Lock lock) {
    Journal journal = lock.journal();
    return new LockedProject(
        project, lock.asset(), lock.version(), lock.sessionHash(),
        journal == null
            ? null
            : new Holding(
                journal.operation(), journal.user(), journal.since(), journal.until(),
                journal.isCommitted()));
  }

  /** Returns whether the lock is held by an upload that was neither completed nor aborted. */
  public boolean isUpload() {
    return holding == null
        ? version != null
        : Operation.UPLOAD.isNamed(holding.operation()) && !holding.isCommitted();
  }

  /** Returns the name of the version or project that is locked. */
  public String subject() {
    return asset == null || version == null
        ? project.value()
        : project + "/" + asset + "/" + version;
  }

  /** Returns whether the lease has ended: the next operation that needs the project recovers the lock. */
  public boolean isExpired(Instant now) {
    return holding != null && now.isAfter(holding.until());
  }
}
