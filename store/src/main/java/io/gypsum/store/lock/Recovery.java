package io.gypsum.store.lock;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

import io.gypsum.core.document.Journal;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.Step;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.Store;
import io.gypsum.store.bucket.BucketReader;

/** Finds the steps that bring a project with an expired lock into its old or its new state. Writes nothing. */
final class Recovery {
  private final Store store;
  private final BucketReader bucket;
  private final InstantSource clock;

  Recovery(Store store, InstantSource clock) {
    this.store = store;
    this.bucket = new BucketReader(store);
    this.clock = clock;
  }

  List<Step> steps(ProjectName project, Lock lock, Journal journal) {
    List<Step> committed = journal.steps();
    if (committed == null) {
      return rollBack(project, lock, journal);
    }
    boolean isCreated = isCreated(project, journal);
    return committed.stream()
        .filter(step -> !isCreated || isInternalChange(step))
        .map(this::withCurrentTime)
        .collect(Collectors.toList());
  }

  private static boolean isInternalChange(Step step) {
    return step instanceof Step.Put put && BucketLayout.CHANGES.matches(put.key());
  }

  /**
   * Returns whether the documents of a new project were written. The last one are the permissions; from then on they and the
   * quota can be changed without the lock, so they must not be written again.
   */
  private boolean isCreated(ProjectName project, Journal journal) {
    return Operation.CREATE.isNamed(journal.operation()) && bucket.permissions(project).isPresent();
  }

  /**
   * An upload that was not committed is deleted. Its first write is the summary, which contains its start and its user:
   * a version whose summary has a different start or user, or is finished, existed before and is kept.
   */
  private List<Step> rollBack(ProjectName project, Lock lock, Journal journal) {
    if (!Operation.UPLOAD.isNamed(journal.operation()) || lock.asset() == null
        || lock.version() == null) {
      return List.of();
    }
    AssetVersion version = AssetVersion.of(project.value(), lock.asset(), lock.version());
    boolean begun =
        bucket.summary(version).filter(summary -> isOf(summary, journal)).isPresent();
    List<Step> steps = new ArrayList<>();
    if (begun) {
      steps.add(new Step.DeleteBelow(BucketLayout.below(version)));
    }
    steps.add(deleteStagedFiles(project, lock));
    return steps;
  }

  /** Deletes what was sent to the staging area, or in parts, for the session of a lock. */
  static Step deleteStagedFiles(ProjectName project, Lock lock) {
    return new Step.DeleteBelow(BucketLayout.staging(project, lock.sessionHash()));
  }

  private static boolean isOf(Summary summary, Journal journal) {
    return !summary.isFinished()
        && summary.uploadStart().equals(journal.since())
        && summary.uploadUserId().equals(journal.user());
  }

  /**
   * Assigns a new time to a change log entry that was never written, since readers of the log read only entries that
   * are newer than those they have read. An entry that was written keeps its key, so that the change is logged once.
   */
  private Step withCurrentTime(Step step) {
    if (!(step instanceof Step.Put put)) {
      return step;
    }
    boolean isLog = BucketLayout.LOGS.matches(put.key());
    if ((!isLog && !BucketLayout.CHANGES.matches(put.key()))
        || store.head(put.key()).isPresent()) {
      return step;
    }
    int number = ThreadLocalRandom.current().nextInt(BucketLayout.LOG_NUMBERS);
    return new Step.Put(
        isLog
            ? BucketLayout.log(clock.instant(), number)
            : BucketLayout.change(clock.instant(), number),
        put.content());
  }
}
