package io.gypsum.server.lock;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.gypsum.core.document.Journal;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.Step;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.Store;
import io.gypsum.store.bucket.BucketReader;

/** What brings a project whose lock was left behind to its old or its new state. */
final class Recovery {
  private final Store store;
  private final BucketReader bucket;
  private final Clock clock;

  Recovery(Store store, Clock clock) {
    this.store = store;
    this.bucket = new BucketReader(store);
    this.clock = clock;
  }

  List<Step> steps(ProjectName project, Lock lock, Journal journal) {
    List<Step> decided = journal.steps();
    if (decided == null) {
      return undo(project, lock, journal);
    }
    return isCreated(project, journal)
        ? List.of()
        : decided.stream().map(this::redated).toList();
  }

  /**
   * Whether all of a creation has been done: the permissions are its last step. From then on they and the quota can be
   * changed without the lock, so they must not be written again.
   */
  private boolean isCreated(ProjectName project, Journal journal) {
    return Operation.CREATE.isOf(journal.operation()) && bucket.permissions(project).isPresent();
  }

  /**
   * An upload that decided nothing leaves nothing. Its first write is the summary, which carries its start and its user:
   * a version whose summary has others, or has a finish, was there before and stays.
   */
  private List<Step> undo(ProjectName project, Lock lock, Journal journal) {
    if (!Operation.UPLOAD.isOf(journal.operation()) || lock.asset() == null
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
    steps.add(removeArrivals(project, lock));
    return steps;
  }

  /** What was sent straight to the store, or in parts, for a session that comes to nothing. */
  static Step removeArrivals(ProjectName project, Lock lock) {
    return new Step.DeleteBelow(BucketLayout.staging(project, lock.sessionHash()));
  }

  private static boolean isOf(Summary summary, Journal journal) {
    return !summary.isFinished()
        && summary.uploadStart().equals(journal.since())
        && summary.uploadUserId().equals(journal.user());
  }

  /**
   * A change log that was never written gets a new date, since whoever follows the log reads only what is newer than
   * what it has; one that was written stays, so that the change is told once.
   */
  private Step redated(Step step) {
    if (step instanceof Step.Put put
        && BucketLayout.LOGS.matches(put.key())
        && store.head(put.key()).isEmpty()) {
      return new Step.Put(
          BucketLayout
              .log(clock.instant(), ThreadLocalRandom.current().nextInt(BucketLayout.LOG_NUMBERS)),
          put.content());
    }
    return step;
  }
}
