package io.gypsum.store.verify;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Journal;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.Step;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;

/**
 * Writes what follows from other documents: {@code ..usage}, {@code ..latest} and {@code ..links}; nothing else is ever
 * written or deleted. It does so as a server does, so servers may go on: under the project's lock, which is taken only
 * when there is none, after looking again at what is wrong, and with the decision in the lock. After a crash a server ends
 * it: before the decision nothing has changed, after it the same is written again.
 */
public final class ProjectRepair {
  /** Of the lock; far longer than a pause between two writes, and how long a crash may keep a project locked. */
  private static final Duration LEASE = Duration.ofMinutes(10);

  private final Store store;
  private final VerifyOptions options;

  /** @param options how to look; one project at a time is, and no file is read */
  public ProjectRepair(Store store, VerifyOptions options) {
    this.store = store;
    this.options = options.withDeep(false);
  }

  /**
   * Mends what can be mended in one project.
   *
   * @return what was done, in order; empty when nothing was wrong any more
   * @throws GypsumException LOCKED when somebody has locked it, even if long ago; nothing is changed then
   * @throws io.gypsum.store.StoreException when the store fails; some may be mended, and a server does the rest when the
   *     lock has expired
   */
  public List<Step> repair(ProjectName project) {
    Held held = take(project);
    List<Step> steps;
    try {
      steps = look(held);
    } catch (RuntimeException e) {
      held.carryOut(List.of());
      throw e;
    }
    held.carryOut(steps);
    return steps;
  }

  private List<Step> look(Held held) {
    List<Step> steps = new ArrayList<>();
    new Verifier(
        store, options.withProject(held.project), finding -> {
          Step mend = finding.mend();
          if (mend != null) {
            steps.add(mend);
          }
        }, held.lock.sessionHash())
        .verify();
    return steps;
  }

  private Held take(ProjectName project) {
    Instant now = now();
    Journal journal =
        new Journal("repair", "gypsum verify", randomId(), now, now.plus(LEASE), null);
    Lock lock = new Lock(Lock.hash(randomId()), null, null, journal);
    PutResult result = store.put(BucketLayout.lock(project), Content.of(lock), PutCondition.CREATE);
    if (result instanceof PutResult.Written written) {
      return new Held(project, lock, journal, written);
    }
    throw GypsumException.locked(
        "project '" + project + "' is locked: repair it when whatever holds the lock has ended");
  }

  private Instant now() {
    return options.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static String randomId() {
    return UUID.randomUUID().toString();
  }

  /** The lock, as it was written last. */
  private final class Held {
    private final ProjectName project;
    private final Key key;
    private final Lock lock;
    private Journal journal;
    private PutResult.Written written;

    Held(ProjectName project, Lock lock, Journal journal, PutResult.Written written) {
      this.project = project;
      this.key = BucketLayout.lock(project);
      this.lock = lock;
      this.journal = journal;
      this.written = written;
    }

    /** Decides, does, and unlocks. */
    void carryOut(List<Step> steps) {
      update(journal.decided("repair", randomId(), steps, now().plus(LEASE)));
      for (Step step : steps) {
        keep();
        write(step);
      }
      keep();
      store.delete(List.of(key));
    }

    /** Whoever finds the lock expired takes over: no write may come after that. */
    private void keep() {
      if (Duration.between(now(), journal.until()).compareTo(LEASE.dividedBy(2)) < 0) {
        update(journal.until(now().plus(LEASE)));
      }
    }

    private void update(Journal newJournal) {
      PutResult result =
          store.put(
              key, Content.of(lock.with(newJournal)), new PutCondition.IfMatch(written.etag()));
      if (!(result instanceof PutResult.Written now)) {
        throw GypsumException.locked(
            "project '" + project + "': the lock was lost to somebody else; verify it again");
      }
      journal = newJournal;
      written = now;
    }
  }

  private void write(Step step) {
    if (step instanceof Step.Put put) {
      store.put(put.key(), Content.of(put.content()), PutCondition.OVERWRITE);
    } else if (step instanceof Step.Delete delete) {
      store.delete(List.of(delete.key()));
    } else {
      throw new IllegalStateException("no finding is mended by " + step);
    }
  }
}
