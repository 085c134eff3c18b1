package io.gypsum.server.lock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Journal;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.Step;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ETag;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.bucket.StoredDocument;
import org.jspecify.annotations.Nullable;

/**
 * The lock of each project, which is also the journal of what is being done to it.
 *
 * <pre>
 *   (no lock) ── acquire ──▶ held, undecided ── commit ──▶ held, decided ── steps done ──▶ (no lock)
 *                                  │                            │
 *                        release, or expired:            expired: taken over,
 *                        what was written is undone      the steps are done again
 * </pre>
 *
 * <p>Until {@link #commit} nothing but the unfinished version of an upload has been written; after it, whatever crashes,
 * the steps will be carried out by someone. A holder shows that it lives by prolonging {@link Journal#until}; every
 * change of the lock is conditional on the state it was read in, so of a holder and someone who takes over exactly one
 * goes on. Thread-safe.
 */
public final class ProjectLocks {
  /** How often a conditional write is tried against others that only prolong the same lock. */
  private static final int TRIES = 10;
  /** Between two looks at what somebody else is carrying out. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final Store store;
  private final Clock clock;
  private final Leases leases;
  private final Pause pause;
  private final StepRunner runner;
  private final Recovery recovery;
  private final LockWrites writes;
  private final ForgottenSessions forgotten = new ForgottenSessions();
  /** Of projects that somebody is asking for. */
  private final Cache<ProjectName, SharedReading<Optional<StoredDocument<Lock>>>> looks =
      Caffeine.newBuilder().weakValues().build();

  public ProjectLocks(Store store, Clock clock, Leases leases, Pause pause) {
    this.store = store;
    this.clock = clock;
    this.leases = leases;
    this.pause = pause;
    this.runner = new StepRunner(store);
    this.recovery = new Recovery(store, clock);
    this.writes = new LockWrites(store, pause);
  }

  /**
   * Takes the lock for an upload; its session is known by {@code sessionToken} from now on. Until {@link #openSession} it
   * is held like any other, so that an upload that fails to begin, and cannot even say so in the bucket, locks the project
   * for seconds.
   */
  public HeldLock acquireForUpload(AssetVersion version, String user, String sessionToken) {
    return acquire(
        version.project(),
        new Lock(
            Lock.hash(sessionToken),
            version.asset().value(),
            version.version().value(),
            journal(Operation.UPLOAD, user)));
  }

  /**
   * Leaves the lock to an upload that has begun, for as long as its session gives signs of life.
   *
   * @return false when it was lost to somebody else
   */
  public boolean openSession(HeldLock held) {
    return update(held, held.journal().until(now().plus(leases.upload())));
  }

  /**
   * Takes the lock for an operation that is planned and committed by this very request.
   *
   * @throws GypsumException LOCKED when somebody else holds it
   */
  public HeldLock acquire(ProjectName project, Operation operation, String user) {
    return acquire(
        project,
        new Lock(Lock.hash(randomId()), null, null, journal(operation, user)));
  }

  /**
   * The lock of a running upload, for a request of its session. It may be decided already: see {@link #finish}.
   *
   * @throws GypsumException FORBIDDEN when the project is not locked or by another session
   */
  public HeldLock session(AssetVersion version, String sessionToken) {
    StoredDocument<Lock> stored =
        read(version.project())
            .orElseThrow(
                () -> GypsumException.forbidden(
                    "no upload to '" + version
                        + "' is running: it was completed, aborted, unlocked or has expired"));
    SessionCheck.require(stored.document(), version, sessionToken);
    return new HeldLock(version.project(), stored.document(), stored.etag());
  }

  /** Whether the session is still uploading: not ended and not ending. */
  public boolean isUploading(AssetVersion version, String sessionToken) {
    return sessionState(version.project(), Lock.hash(sessionToken)) == SessionState.UPLOADING;
  }

  /**
   * What has become of the session whose lock has this {@code sessionHash}; seen after the call began, by one read of the
   * lock for all who ask at once, as the many files of an upload do.
   */
  public SessionState sessionState(ProjectName project, String sessionHash) {
    return looks.get(project, name -> new SharedReading<>(SharedReading.PATIENCE))
        .get(() -> read(project))
        .map(StoredDocument::document)
        .filter(lock -> lock.sessionHash().equals(sessionHash))
        .map(Lock::journal)
        .map(SessionState::of)
        .orElse(SessionState.ENDED);
  }

  /** A sign of life of an upload: writes only when a good part of its lease has gone. */
  public void prolong(HeldLock held) {
    Instant now = now();
    if (Duration.between(now, held.journal().until())
        .compareTo(leases.upload().multipliedBy(9).dividedBy(10)) < 0) {
      // When somebody else changed the lock meanwhile, it was another request of the session, or its end.
      update(held, held.journal().until(now.plus(leases.upload())));
    }
  }

  /**
   * Decides: writes {@code steps} into the lock, carries them out and removes the lock. No step has been carried out
   * when this fails with anything but a {@link StoreException}; after one of those they may have been, and if they were
   * decided they will be, by a repetition of the request or by whoever needs the lock next.
   *
   * @throws GypsumException LOCKED when the lock was lost to somebody else before anything was decided
   */
  public void commit(HeldLock held, Operation operation, List<Step> steps) {
    if (!decide(held, operation.toString(), steps)) {
      throw lost(held.project());
    }
    carryOut(held);
  }

  /**
   * Sees a decided operation to its end, by waiting for whoever carries it out or, when they are gone, by taking over.
   *
   * @throws GypsumException BUSY when it still goes on after two step leases
   */
  public void finish(HeldLock decided) {
    String session = decided.lock().sessionHash();
    Instant deadline = now().plus(leases.step().multipliedBy(2));
    while (read(decided.project()).filter(lock -> lock.document().sessionHash().equals(session))
        .isPresent()
        && !settle(decided.project())) {
      if (now().isAfter(deadline)) {
        throw stillGoingOn(decided.project());
      }
      pause.pause(LOOK_AGAIN);
    }
  }

  /** Undoes the upload that {@code held} was taken for: deletes the version that it began, and the lock. */
  public void abort(HeldLock held, AssetVersion version) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step.DeleteBelow(BucketLayout.below(version)));
    steps.add(Recovery.removeArrivals(version.project(), held.lock()));
    commit(held, Operation.ABORT, steps);
  }

  /** Removes a lock under which nothing was written; one that was lost to somebody else stays. */
  public void release(HeldLock held) {
    // Decides to do nothing: deleting has no condition, so only who has just won the lock may do it.
    if (decide(held, held.journal().operation(), List.of())) {
      carryOut(held);
    }
  }

  /**
   * Brings a lock to its end if its holder is gone, so that the project is in its old or its new state.
   *
   * @return whether the project is now unlocked; false while the holder has time left
   */
  public boolean settle(ProjectName project) {
    return settle(project, lock -> false);
  }

  /** Remembers an upload that failed to begin and could not be undone, for {@link #endForgotten}. */
  public void endLater(HeldLock held) {
    forgotten.add(held);
  }

  /** @throws StoreException when the store still fails; what is left is left for the next time */
  public void endForgotten() {
    forgotten.endAll(
        (session, project) -> sessionState(project, session) != SessionState.UPLOADING
            || settle(project, lock -> lock.sessionHash().equals(session)));
  }

  /**
   * Ends whatever holds the lock: an undecided operation is undone at once, also a running upload; for the end of a
   * decided one it waits.
   *
   * @throws GypsumException BUSY when what was decided still goes on after two step leases
   */
  public void unlock(ProjectName project) {
    Instant deadline = now().plus(leases.step().multipliedBy(2));
    while (!settle(project, lock -> true)) {
      if (now().isAfter(deadline)) {
        throw stillGoingOn(project);
      }
      pause.pause(LOOK_AGAIN);
    }
  }

  /** @param evenIfAlive which undecided locks are ended although their holder has time left */
  private boolean settle(ProjectName project, Predicate<Lock> evenIfAlive) {
    Optional<StoredDocument<Lock>> found = read(project);
    if (found.isEmpty()) {
      return true;
    }
    Lock lock = found.get().document();
    Journal journal = lock.journal();
    if (journal == null) {
      // Not ours: nobody knows when it ends and what it wrote.
      boolean ended = evenIfAlive.test(lock);
      if (ended) {
        store.delete(List.of(BucketLayout.lock(project)));
      }
      return ended;
    }
    if (!journal.isExpired(now()) && (journal.isDecided() || !evenIfAlive.test(lock))) {
      return false;
    }
    HeldLock held = new HeldLock(project, lock, found.get().etag());
    Journal takenOver =
        journal.takenOver(
            randomId(), recovery.steps(project, lock, journal), now().plus(leases.step()));
    if (!update(held, takenOver)) {
      return false;
    }
    carryOut(held);
    return true;
  }

  /** @return false when the lock was lost to somebody else */
  private boolean decide(HeldLock held, String operation, List<Step> steps) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Journal decided =
          held.journal().decided(operation, randomId(), steps, now().plus(leases.step()));
      if (update(held, decided)) {
        return true;
      }
      if (!reread(held)) {
        return false;
      }
    }
    return false;
  }

  private HeldLock acquire(ProjectName project, Lock lock) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Optional<HeldLock> held = create(project, lock);
      if (held.isPresent()) {
        return held.get();
      }
      if (!settle(project)) {
        throw locked(project);
      }
    }
    throw locked(project);
  }

  private Optional<HeldLock> create(ProjectName project, Lock lock) {
    return writes.write(project, lock, PutCondition.CREATE)
        .map(etag -> new HeldLock(project, lock, etag));
  }

  /** Replaces what the lock says, if it is still as {@code held} knows it. */
  private boolean update(HeldLock held, Journal journal) {
    Lock lock = held.lock().with(journal);
    Optional<ETag> etag =
        writes.write(held.project(), lock, new PutCondition.IfMatch(held.etag()));
    etag.ifPresent(written -> held.wrote(lock, written));
    return etag.isPresent();
  }

  /**
   * After somebody else changed the lock.
   *
   * @return whether that was a mere sign of life of the same undecided session
   */
  private boolean reread(HeldLock held) {
    Optional<StoredDocument<Lock>> now =
        read(held.project()).filter(stored -> isSameUndecided(stored.document(), held));
    now.ifPresent(stored -> held.wrote(stored.document(), stored.etag()));
    return now.isPresent();
  }

  private static boolean isSameUndecided(Lock lock, HeldLock held) {
    Journal journal = lock.journal();
    return journal != null && !journal.isDecided()
        && journal.holder().equals(held.journal().holder());
  }

  private void carryOut(HeldLock held) {
    List<Step> steps = held.journal().steps();
    Runnable stillHeld = () -> keep(held);
    try {
      if (steps != null) {
        Key lock = BucketLayout.lock(held.project());
        steps.forEach(step -> writes.insist(() -> runner.run(step, lock, stillHeld), () -> true));
      }
      writes.delete(held.project(), held.lock(), stillHeld);
    } catch (StoreException e) {
      giveUp(held, e);
      throw e;
    }
  }

  /**
   * Makes sure that there is time for the next write; see {@link Leases#step}.
   *
   * @return false when the lock was lost to somebody else
   */
  public boolean isHeld(HeldLock held) {
    Instant now = now();
    return Duration.between(now, held.journal().until()).compareTo(leases.step().dividedBy(2)) >= 0
        || update(held, held.journal().until(now.plus(leases.step())));
  }

  private void keep(HeldLock held) {
    if (!isHeld(held)) {
      throw new StoreException(
          "project '" + held.project()
              + "': another server took over and finishes what was decided: ask again",
          CallOutcome.UNKNOWN,
          false,
          null);
    }
  }

  /** Lets the next one take over at once instead of waiting for the lease to end. */
  private void giveUp(HeldLock held, StoreException cause) {
    try {
      boolean _ = update(held, held.journal().until(Instant.EPOCH));
    } catch (GypsumException e) {
      cause.addSuppressed(e);
    }
  }

  private Optional<StoredDocument<Lock>> read(ProjectName project) {
    return writes.read(project);
  }

  private Journal journal(Operation operation, String user) {
    Instant now = now();
    return new Journal(operation.toString(), user, randomId(), now, now.plus(leases.step()), null);
  }

  /** In the bucket's own precision, so that what is read back equals what was written. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static String randomId() {
    return UUID.randomUUID().toString();
  }

  private GypsumException locked(ProjectName project) {
    @Nullable Journal journal =
        read(project).map(StoredDocument::document).map(Lock::journal).orElse(null);
    String what =
        journal == null
            ? ""
            : " (" + journal.operation() + " by " + journal.user() + ", since " + journal.since()
                + ")";
    return GypsumException.locked(
        "project '" + project + "' is locked" + what
            + ": try again when that has ended; an owner or an administrator"
            + " ends it with DELETE /unlock/{project}");
  }

  private static GypsumException stillGoingOn(ProjectName project) {
    return new GypsumException(
        GypsumException.Kind.BUSY,
        "project '" + project + "': what was decided is still being carried out: try again soon");
  }

  private static GypsumException lost(ProjectName project) {
    return GypsumException.locked(
        "project '" + project + "': the lock was lost to somebody else; nothing was changed");
  }
}
