package io.gypsum.store.lock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Timestamps;
import io.gypsum.core.concurrent.OnInterrupt;
import io.gypsum.core.concurrent.Sleeper;
import io.gypsum.core.document.Journal;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.Step;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.DeferredWrites;
import io.gypsum.store.ETag;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.bucket.StoredDocument;

/**
 * The lock of each project, which is also the journal of the operation that holds it.
 *
 * <pre>
 *   (no lock) ── acquire ──▶ held ── commit ──▶ held, with steps ── steps done ──▶ (no lock)
 *                             │                        │
 *                    release, or expired:       expired: taken over,
 *                    rolled back                the steps are replayed
 * </pre>
 *
 * <p>Before {@link #commit} nothing but the unfinished version of an upload has been written. After it, all steps will
 * be carried out, even after a crash: by the holder, or by the next process that needs the lock once the lease and a grace
 * period ({@link Leases#grace}) have passed. A holder renews its lease by moving {@link Journal#until}. Every change of the lock
 * is conditional on the state that was read or written last, so exactly one of the holder and a process that takes over
 * continues. Every other write of the holder ends before its lease ({@link HeldLock#store}).
 *
 * <p>Works for any number of processes on one bucket. Thread-safe.
 */
public final class ProjectLocks {
  /** Maximum number of attempts of a conditional write that conflicts with renewals of the lease. */
  private static final int MAX_UPDATE_ATTEMPTS = 10;
  /** Interval at which the progress of an operation of another process is checked. */
  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
  private static final OnInterrupt ON_INTERRUPT =
      OnInterrupt.unavailable("interrupted while waiting for a project lock; try again");

  private final Store store;
  private final InstantSource clock;
  private final Leases leases;
  private final Sleeper sleeper;
  private final LockStore locks;
  private final Recovery recovery;
  private final StepExecution execution;

  public ProjectLocks(Store store, InstantSource clock, Leases leases, Sleeper sleeper) {
    this.store = store;
    this.clock = clock;
    this.leases = leases;
    this.sleeper = sleeper;
    this.locks = new LockStore(store, clock, sleeper);
    this.recovery = new Recovery(store, clock);
    this.execution = new StepExecution(this, locks);
  }

  public Leases leases() {
    return leases;
  }

  /** Continues to hold a lock that an earlier request acquired. It must have a journal. */
  public HeldLock resume(ProjectName project, StoredDocument<Lock> stored) {
    return held(project, stored.document(), stored.etag());
  }

  private HeldLock held(ProjectName project, Lock lock, ETag etag) {
    return new HeldLock(project, lock, etag, store, clock);
  }

  /** Returns the stored lock of a project. */
  public Optional<StoredDocument<Lock>> read(ProjectName project) {
    return locks.read(project);
  }

  /**
   * Acquires the lock for an operation that the caller plans and commits now. A lock whose lease has expired is recovered
   * first.
   *
   * @throws GypsumException LOCKED when another operation holds the lock
   */
  public HeldLock acquire(ProjectName project, Operation operation, String user) {
    return acquire(project, newLock(operation, user));
  }

  /**
   * Acquires the lock for an upload, which {@code sessionToken} identifies from now on. The lease is that of a step until
   * the caller {@link #extend}s it: an upload that fails to begin and cannot be rolled back, because the store fails, then
   * locks the project for seconds only. The lock records the boot of the machine if the store can defer the sync of files.
   *
   * @param organizations of the user, as the lock records them
   * @throws GypsumException LOCKED when another operation holds the lock
   */
  public HeldLock acquireForUpload(
      AssetVersion version, String user, String sessionToken, List<String> organizations) {
    return acquire(
        version.project(),
        new Lock(
            Lock.hash(sessionToken), version.asset().value(), version.version().value(),
            newJournal(Operation.UPLOAD, user), organizations,
            store.deferredWrites().map(DeferredWrites::bootId).orElse(null)));
  }

  /**
   * Sets the end of the lease to {@code lease} from now.
   *
   * @return false when the lock was lost to another process
   */
  public boolean extend(HeldLock held, Duration lease) {
    return update(held, held.journal().until(now().plus(lease)));
  }

  /**
   * Ensures that at least half a step lease is left for the next write of a document, or the next deletion, in {@link
   * HeldLock#store}. Writes the lock only when less is left.
   *
   * @return false when the lock was lost to another process
   */
  public boolean renewIfDue(HeldLock held) {
    return renewIfDue(held, 0);
  }

  /** Like {@link #renewIfDue(HeldLock)}, for a write of {@code sizeBytes}. */
  public boolean renewIfDue(HeldLock held, long sizeBytes) {
    return held.timeLeft().compareTo(leases.minTimeFor(sizeBytes)) >= 0
        || extend(held, leases.leaseFor(sizeBytes));
  }

  /**
   * Like {@link #renewIfDue(HeldLock)}, for operations whose reads may take longer than a step lease: called between the reads,
   * it prevents that another process takes over the lock meanwhile.
   *
   * @throws GypsumException LOCKED when the lock was lost to another process
   */
  public void requireHeld(HeldLock held) {
    if (!renewIfDue(held)) {
      throw lost(held.project());
    }
  }

  /**
   * Writes {@code steps} into the lock, carries them out and deletes the lock.
   *
   * <p>If this fails with a {@link StoreException}, some steps may have been carried out; if the lock contains the steps,
   * a repetition of the request or the next process that needs the lock carries out all of them. If a step needs an
   * object that no longer exists, this fails with CORRUPT and the lock keeps the steps. After any other failure, no step
   * has been carried out.
   *
   * @throws GypsumException LOCKED when the lock was lost to another process before the steps were written into it
   */
  public void commit(HeldLock held, Operation operation, List<Step> steps) {
    if (!writeSteps(held, operation.toString(), steps)) {
      throw lost(held.project());
    }
    execution.run(held);
  }

  /** Rolls back the upload that {@code held} was acquired for: deletes the version that it began, and the lock. */
  public void abort(HeldLock held, AssetVersion version) {
    commit(
        held, Operation.ABORT, List.of(
            new Step.DeleteBelow(BucketLayout.below(version)),
            Recovery.deleteStagedFiles(version.project(), held.lock())));
  }

  /** Deletes a lock under which nothing was written. A lock that was lost to another process is not touched. */
  public void release(HeldLock held) {
    if (writeSteps(held, held.journal().operation(), List.of())) {
      execution.run(held);
    }
  }

  /**
   * Recovers the lock if its lease has expired: replays its steps, or rolls back what was not committed.
   *
   * @return whether the project is now unlocked; false while the lease is valid
   */
  public boolean recover(ProjectName project) {
    return end(project, lock -> false);
  }

  /**
   * Like {@link #recover}, and also rolls back a lock without steps whose lease is valid, if {@code evenIfValid} accepts it.
   *
   * @return whether the project is now unlocked
   */
  public boolean end(ProjectName project, Predicate<Lock> evenIfValid) {
    Optional<StoredDocument<Lock>> found = read(project);
    if (found.isEmpty()) {
      return true;
    }
    Lock lock = found.get().document();
    Journal journal = lock.journal();
    boolean mayEnd =
        (journal != null && journal.isExpired(now().minus(leases.grace())))
            || ((journal == null || !journal.isCommitted()) && evenIfValid.test(lock));
    return mayEnd && takeOver(project, found.get());
  }

  /** Returns false when the lock has changed. */
  private boolean takeOver(ProjectName project, StoredDocument<Lock> found) {
    Lock lock = found.document();
    Journal journal = lock.journal();
    Journal takenOver = journal == null
        // Written by other server software: neither its lease nor its writes are known.
        ? newJournal(Operation.UNLOCK, "an owner or administrator")
            .committed(Operation.UNLOCK.toString(), randomId(), List.of(), stepLeaseEnd())
        : journal.takenOver(randomId(), recovery.steps(project, lock, journal), stepLeaseEnd());
    Lock ours = lock.with(takenOver);
    Optional<HeldLock> held = replace(project, ours, found.etag());
    held.ifPresent(execution::run);
    return held.isPresent();
  }

  private Optional<HeldLock> replace(ProjectName project, Lock lock, ETag replaced) {
    return locks.write(project, lock, new PutCondition.IfMatch(replaced))
        .map(etag -> held(project, lock, etag));
  }

  /**
   * Waits until a committed operation has ended; takes over when its lease and the grace period have passed.
   *
   * @throws GypsumException BUSY when it has not ended after two step leases
   */
  public void awaitEnd(HeldLock committed) {
    ProjectName project = committed.project();
    String session = committed.sessionHash();
    pollUntil(
        project,
        () -> read(project)
            .filter(stored -> stored.document().sessionHash().equals(session))
            .isEmpty()
            || recover(project));
  }

  /**
   * Ends the operation that holds the lock: an operation that is not committed is rolled back at once, even a running
   * upload; the end of a committed one is awaited.
   *
   * @throws GypsumException BUSY when a committed operation has not ended after two step leases
   */
  public void unlock(ProjectName project) {
    pollUntil(project, () -> end(project, lock -> true));
  }

  /**
   * Like {@link #unlock(ProjectName)}, for the operation that holds one lock.
   *
   * @param sessionHash the {@link Lock#sessionHash} of the lock
   * @return false if another operation holds the lock, which continues; true if the operation has ended, or had ended before
   */
  public boolean unlock(ProjectName project, String sessionHash) {
    Predicate<Lock> isWanted = lock -> lock.sessionHash().equals(sessionHash);
    if (read(project).filter(stored -> !isWanted.test(stored.document())).isPresent()) {
      return false;
    }
    pollUntil(
        project,
        () -> read(project).filter(stored -> isWanted.test(stored.document())).isEmpty()
            || end(project, isWanted));
    return true;
  }

  private void pollUntil(ProjectName project, BooleanSupplier ended) {
    Instant deadline = now().plus(leases.step().multipliedBy(2));
    while (!ended.getAsBoolean()) {
      if (now().isAfter(deadline)) {
        throw new GypsumException(
            GypsumException.Kind.BUSY,
            "project '" + project + "': an operation is still being completed; try again soon");
      }
      sleeper.sleep(POLL_INTERVAL, ON_INTERRUPT);
    }
  }

  private HeldLock acquire(ProjectName project, Lock lock) {
    for (int attempt = 0; attempt < MAX_UPDATE_ATTEMPTS; attempt++) {
      Optional<HeldLock> held = create(project, lock);
      if (held.isPresent()) {
        return held.get();
      }
      if (!recover(project)) {
        throw locked(project);
      }
    }
    throw locked(project);
  }

  private Optional<HeldLock> create(ProjectName project, Lock lock) {
    return locks.write(project, lock, PutCondition.CREATE)
        .map(etag -> held(project, lock, etag));
  }

  /** Returns false when the lock was lost to another process. */
  private boolean writeSteps(HeldLock held, String operation, List<Step> steps) {
    for (int attempt = 0; attempt < MAX_UPDATE_ATTEMPTS; attempt++) {
      Journal committed =
          held.journal().committed(operation, randomId(), steps, stepLeaseEnd());
      if (update(held, committed)) {
        return true;
      }
      if (!reread(held)) {
        return false;
      }
    }
    return false;
  }

  /** Replaces the journal if the lock is unchanged. */
  private boolean update(HeldLock held, Journal journal) {
    Lock lock = held.lock().with(journal);
    Optional<ETag> etag =
        locks.write(held.project(), lock, new PutCondition.IfMatch(held.etag()));
    etag.ifPresent(written -> held.written(lock, written));
    return etag.isPresent();
  }

  /** Reads a changed lock again. Returns whether the change was only a renewed lease of the same holder. */
  private boolean reread(HeldLock held) {
    Optional<StoredDocument<Lock>> now =
        read(held.project()).filter(stored -> isSameUncommitted(stored.document(), held));
    now.ifPresent(stored -> held.written(stored.document(), stored.etag()));
    return now.isPresent();
  }

  private static boolean isSameUncommitted(Lock lock, HeldLock held) {
    Journal journal = lock.journal();
    return journal != null && !journal.isCommitted()
        && journal.holder().equals(held.journal().holder());
  }

  /**
   * Ends the lease of a lock, if it is unchanged: another process may take over after the grace period, or immediately.
   */
  void endLease(HeldLock held, boolean immediately) {
    update(held, held.journal().until(immediately ? Instant.EPOCH : now()));
  }

  private Lock newLock(Operation operation, String user) {
    return new Lock(Lock.hash(randomId()), null, null, newJournal(operation, user));
  }

  private Journal newJournal(Operation operation, String user) {
    Instant now = now();
    return new Journal(operation.toString(), user, randomId(), now, now.plus(leases.step()), null);
  }

  private Instant stepLeaseEnd() {
    return now().plus(leases.step());
  }

  /** Returns the time with the precision of the documents, so that a lock that is read equals the one that was written. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static String randomId() {
    return UUID.randomUUID().toString();
  }

  private GypsumException locked(ProjectName project) {
    return GypsumException.locked(
        "project '" + project + "' is locked"
            + read(project).map(stored -> description(project, stored.document())).orElse("")
            + "; try again when that has ended; an owner or an administrator can end it now with"
            + " 'gypsum unlock " + project + "' (DELETE /unlock/{project})");
  }

  private static String description(ProjectName project, Lock lock) {
    Journal journal = lock.journal();
    String object =
        lock.asset() == null || lock.version() == null
            ? ""
            : " of '" + project + "/" + lock.asset() + "/" + lock.version() + "'";
    return journal == null
        ? " by other server software" + (object.isEmpty() ? "" : " for an upload" + object)
        : ": " + journal.operation() + object + " by '" + journal.user() + "', started "
            + Timestamps.format(journal.since()) + ", expires "
            + Timestamps.format(journal.until()) + " unless it continues";
  }

  private static GypsumException lost(ProjectName project) {
    return GypsumException.locked(
        "project '" + project + "': the lock was lost to another process; nothing was changed");
  }
}
