package io.gypsum.store.purge;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.OnInterrupt;
import io.gypsum.core.concurrent.Sleeper;
import io.gypsum.core.document.InternalChange;
import io.gypsum.core.document.Step;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.bucket.BucketNames;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.BucketScanner;
import io.gypsum.store.bucket.BucketScanner.ProjectVisit;
import io.gypsum.store.bucket.DocumentResult;
import io.gypsum.store.lock.HeldLock;
import io.gypsum.store.lock.Leases;
import io.gypsum.store.lock.Operation;
import io.gypsum.store.lock.ProjectLocks;
import io.gypsum.store.purge.PurgeAges.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Deletes versions on probation, and unfinished uploads without a lock, that are older than a limit. Never changes published
 * versions. Servers may be running.
 *
 * <p>A version is deleted by the same operation as a rejection by a server. Under the lock of its project, the version is read
 * again, and the deletion and the new usage are committed as steps. An expired lock is recovered first, when the grace
 * period of {@link Leases#MAINTENANCE} has passed; a project whose lock is held is skipped. After a crash, a server or any other process that needs the lock completes a committed deletion; an uncommitted one has changed nothing. Like
 * a rejection, it is recorded in the internal changes, not in the change log, since no index contained the version.
 */
public final class Purge {
  private static final String USER = "gypsum purge";
  private static final int CONCURRENCY = 8;
  private static final OnInterrupt ON_INTERRUPT =
      OnInterrupt.unavailable("the purge was interrupted");

  private final PurgeAges ages;
  private final InstantSource clock;
  private final RandomGenerator random;

  /** An old version and the outcome for it. */
  public sealed interface PurgeResult {
    /** The version was deleted, or would be deleted. */
    record Purged(AssetVersion version, Reason reason, Summary summary) implements PurgeResult {}

    /**
     * The version was kept because its project is locked; a later run deletes it.
     *
     * @param problem names the operation that holds the lock
     */
    record Locked(AssetVersion version, String problem) implements PurgeResult {}

    /** The summary of the version, or the usage or the lock of its project, could not be read; the version was kept. */
    record Unreadable(AssetVersion version, String problem) implements PurgeResult {}
  }

  /** Receives results in the order of the versions. */
  @FunctionalInterface
  public interface PurgeListener {
    void onResult(PurgeResult result);
  }

  /** @param random distinguishes changes of the same millisecond */
  public Purge(PurgeAges ages, InstantSource clock, RandomGenerator random) {
    this.ages = ages;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Reports what {@link #run} would do now, without writing anything. Does not check locks.
   *
   * @throws StoreException when the store fails
   */
  public void rehearse(ReadStore store, PurgeListener listener) {
    scan(store, listener);
  }

  /**
   * Deletes all old versions, one after the other. An upload that the recovery of an expired lock rolls back before the
   * scan reaches it is not reported.
   *
   * @throws StoreException if the store fails; versions that were reported before are deleted, and a server completes a
   *     committed deletion
   */
  public void run(Store store, PurgeListener listener) {
    ProjectLocks locks = new ProjectLocks(store, clock, Leases.MAINTENANCE, Sleeper.SYSTEM);
    scan(store, found -> {
      if (found instanceof PurgeResult.Purged purged) {
        PurgeResult result = purge(store, locks, purged);
        if (result != null) {
          listener.onResult(result);
        }
      } else {
        listener.onResult(found);
      }
    });
  }

  private void scan(ReadStore store, PurgeListener found) {
    BucketReader bucket = new BucketReader(store);
    BucketNames names = new BucketNames(store);
    try (BucketScanner scanner = new BucketScanner(CONCURRENCY, "purge", ON_INTERRUPT)) {
      Iterator<PurgeResult> old =
          scanner.scan(
              names.projects().iterator(), new BucketScanner.BucketVisitor<PurgeResult>() {
                @Override
                public ProjectVisit<PurgeResult> visitProject(ProjectName project) {
                  return ProjectVisit.of(names.assets(project));
                }

                @Override
                public List<PurgeResult> visitAsset(ProjectAsset asset) {
                  return names.versions(asset)
                      .stream()
                      .map(version -> examine(bucket, version))
                      .filter(Objects::nonNull)
                      .toList();
                }
              });
      old.forEachRemaining(found::onResult);
    }
  }

  /** Returns null for a version that is kept. */
  private @Nullable PurgeResult examine(BucketReader bucket, AssetVersion version) {
    DocumentResult<Summary> read = bucket.tryRead(BucketLayout.summary(version), Summary::read);
    Summary summary = read.document();
    if (summary != null) {
      return ages.reason(summary, clock.instant())
          .map(reason -> new PurgeResult.Purged(version, reason, summary))
          .orElse(null);
    }
    return read.problem() == null ? null : new PurgeResult.Unreadable(version, read.problem());
  }

  /** Returns null if the version was published or deleted meanwhile. */
  private @Nullable PurgeResult purge(
      Store store, ProjectLocks locks, PurgeResult.Purged found) {
    AssetVersion version = found.version();
    boolean wasLocked;
    HeldLock held;
    try {
      wasLocked = locks.read(version.project()).isPresent();
      held = locks.acquire(version.project(), Operation.REJECT, USER);
    } catch (GypsumException e) {
      if (e.kind() == GypsumException.Kind.LOCKED) {
        return new PurgeResult.Locked(version, e.reason());
      }
      if (e.kind() == GypsumException.Kind.CORRUPT) {
        return new PurgeResult.Unreadable(version, e.reason());
      }
      throw e;
    }
    BucketReader bucket = new BucketReader(store);
    PurgeResult result;
    List<Step> steps = List.of();
    try {
      result = examine(bucket, version);
      if (result instanceof PurgeResult.Purged purged) {
        steps =
            purged.reason() == Reason.PROBATION
                ? stepsToReject(bucket, version, changeKey(), () -> locks.requireHeld(held))
                : List.of(new Step.DeleteBelow(BucketLayout.below(version)));
      }
    } catch (GypsumException e) {
      releaseAfter(locks, held, e);
      if (e.kind() != GypsumException.Kind.CORRUPT) {
        throw e;
      }
      return new PurgeResult.Unreadable(version, e.reason());
    } catch (RuntimeException e) {
      releaseAfter(locks, held, e);
      throw e;
    }
    if (steps.isEmpty()) {
      locks.release(held);
      return result == null && wasLocked && isRolledBack(bucket, found) ? found : result;
    }
    try {
      locks.commit(held, Operation.REJECT, steps);
      return result;
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.LOCKED) {
        throw e;
      }
      // This process stalled, and another process took over the lock before the deletion was committed.
      return new PurgeResult.Locked(version, e.reason());
    }
  }

  /** Returns whether the recovery of an expired lock has deleted an unfinished upload. */
  private static boolean isRolledBack(BucketReader bucket, PurgeResult.Purged found) {
    return found.reason() == Reason.UNFINISHED_UPLOAD
        && bucket.summary(found.version()).isEmpty();
  }

  private Key changeKey() {
    return BucketLayout.change(
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        random.nextInt(BucketLayout.LOG_NUMBERS));
  }

  private static void releaseAfter(ProjectLocks locks, HeldLock held, RuntimeException cause) {
    try {
      locks.release(held);
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Returns the steps that delete a version on probation, subtract its files from the usage, and add the rejection to the
   * internal changes; the caller holds the lock of the project.
   *
   * @param change the key of the entry, below {@link BucketLayout#CHANGES}
   * @param keepLock called regularly while the files are listed, which may take longer than the lease of the lock
   * @throws GypsumException CORRUPT if the usage cannot be read
   */
  public static List<Step> stepsToReject(
      BucketReader bucket, AssetVersion version, Key change, Runnable keepLock) {
    long bytes = bucket.userBytes(BucketLayout.below(version), keepLock);
    return List.of(
        new Step.DeleteBelow(BucketLayout.below(version)),
        Step.put(
            BucketLayout.usage(version.project()),
            bucket.requireUsage(version.project()).minus(bytes)),
        Step.put(change, InternalChange.REJECT_VERSION.entry(version)));
  }
}
