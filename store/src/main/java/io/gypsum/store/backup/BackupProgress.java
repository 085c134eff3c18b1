package io.gypsum.store.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.gypsum.core.GypsumException;
import io.gypsum.store.StoreException;

/** Counts the work of a backup, collects its problems, and ends the backup if the stores keep failing. Thread-safe. */
final class BackupProgress {
  /**
   * Number of consecutive failures after which a store is regarded as down. Otherwise every object would fail, and a
   * backup of many files would take days to end.
   */
  static final int MAX_CONSECUTIVE_FAILURES = 100;

  final LongAdder versionsCopied = new LongAdder();
  final LongAdder versionsUnchanged = new LongAdder();
  final LongAdder versionsUnfinished = new LongAdder();
  final LongAdder documentsCopied = new LongAdder();
  final LongAdder objectsDeleted = new LongAdder();
  final ProblemList problems = new ProblemList();
  final UnknownEntries unknown = new UnknownEntries();

  private final LongAdder filesCopied = new LongAdder();
  private final LongAdder filesSkipped = new LongAdder();
  private final LongAdder bytesCopied = new LongAdder();
  private final AtomicInteger consecutiveFailures = new AtomicInteger();
  private final BackupListener listener;

  BackupProgress(BackupListener listener) {
    this.listener = listener;
  }

  /** Ends the backup; must not be handled like the failure of one object. */
  static final class GivenUpException extends GypsumException {
    private static final long serialVersionUID = 1;

    GivenUpException(String message, GypsumException cause) {
      super(Kind.UNAVAILABLE, message, cause);
    }
  }

  /** Problems, of which the first {@link BackupReport#MAX_PROBLEMS} are kept and all are counted. Thread-safe. */
  static final class ProblemList {
    private final List<BackupProblem> first = new ArrayList<>();
    private long count;

    synchronized void add(String key, String reason) {
      count++;
      if (first.size() < BackupReport.MAX_PROBLEMS) {
        first.add(new BackupProblem(key, reason));
      }
    }

    void addAll(ProblemList others) {
      List<BackupProblem> theirs = others.first();
      long notKept = others.count() - theirs.size();
      theirs.forEach(problem -> add(problem.key(), problem.reason()));
      synchronized (this) {
        count += notKept;
      }
    }

    synchronized List<BackupProblem> first() {
      return List.copyOf(first);
    }

    synchronized long count() {
      return count;
    }
  }

  void fileCopied(long sizeBytes) {
    succeeded();
    filesCopied.increment();
    bytesCopied.add(sizeBytes);
    listener.onFileCopied(sizeBytes);
  }

  void fileSkipped() {
    succeeded();
    filesSkipped.increment();
    listener.onFileSkipped();
  }

  private void succeeded() {
    consecutiveFailures.set(0);
  }

  /**
   * Counts the failure of an object, if the store caused it.
   *
   * @throws GivenUpException after {@value #MAX_CONSECUTIVE_FAILURES} failures in a row
   */
  void failed(String key, GypsumException failure) {
    if (failure instanceof StoreException
        && consecutiveFailures.incrementAndGet() >= MAX_CONSECUTIVE_FAILURES) {
      throw new GivenUpException(
          "gave up after " + MAX_CONSECUTIVE_FAILURES + " failures in a row, most recently of '"
              + key + "': " + failure.reason()
              + "; run the backup again to continue",
          failure);
    }
  }

  /** Runs an action on an object; its failure becomes a problem. */
  void attempt(String key, Runnable action) {
    try {
      action.run();
      succeeded();
    } catch (GivenUpException e) {
      throw e;
    } catch (GypsumException e) {
      problems.add(key, "could not be copied: " + e.reason());
      failed(key, e);
    }
  }

  BackupReport report() {
    return new BackupReport(
        versionsCopied.sum(), versionsUnchanged.sum(), versionsUnfinished.sum(), filesCopied.sum(),
        filesSkipped.sum(), bytesCopied.sum(), documentsCopied.sum(), objectsDeleted.sum(),
        problems.first(), problems.count(), unknown.objects());
  }
}
