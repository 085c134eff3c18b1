package io.gypsum.store.backup;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.gypsum.core.GypsumException;
import io.gypsum.store.StoreException;

/** Counts what is done, and gives up when nothing succeeds any more. Thread-safe. */
final class Tally {
  /** A store that is gone fails everything: with many files that would go on for days. */
  static final int MAX_FAILURES_IN_A_ROW = 100;

  final LongAdder versionsCopied = new LongAdder();
  final LongAdder versionsUnchanged = new LongAdder();
  final LongAdder versionsUnfinished = new LongAdder();
  final LongAdder documentsCopied = new LongAdder();
  final LongAdder objectsDeleted = new LongAdder();
  final Problems problems = new Problems();

  private final LongAdder filesCopied = new LongAdder();
  private final LongAdder filesSkipped = new LongAdder();
  private final LongAdder bytesCopied = new LongAdder();
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private final BackupListener listener;

  Tally(BackupListener listener) {
    this.listener = listener;
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

  /** Nothing is the matter with the stores. */
  void succeeded() {
    failuresInARow.set(0);
  }

  /**
   * Something could not be done with this object.
   *
   * @throws GivenUpException when the stores have failed for long enough
   */
  void failed(String key, GypsumException failure) {
    if (failure instanceof StoreException
        && failuresInARow.incrementAndGet() >= MAX_FAILURES_IN_A_ROW) {
      throw new GivenUpException(
          "gave up after " + MAX_FAILURES_IN_A_ROW + " failures in a row, the last one with '" + key
              + "': " + failure.reason() + "; run it again, it goes on where it was",
          failure);
    }
  }

  /** Does something with an object; what fails is a problem. */
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

  /** Ends the run. */
  static final class GivenUpException extends GypsumException {
    private static final long serialVersionUID = 1;

    GivenUpException(String message, GypsumException cause) {
      super(Kind.UNAVAILABLE, message, cause);
    }
  }

  BackupReport report() {
    return new BackupReport(
        versionsCopied.sum(), versionsUnchanged.sum(), versionsUnfinished.sum(), filesCopied.sum(),
        filesSkipped.sum(), bytesCopied.sum(), documentsCopied.sum(), objectsDeleted.sum(),
        problems.first(), problems.count());
  }
}
