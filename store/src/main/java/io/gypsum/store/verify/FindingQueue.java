package io.gypsum.store.verify;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.gypsum.core.concurrent.OrderedResults;
import io.gypsum.core.concurrent.OrderedResults.Bounds;
import io.gypsum.core.name.Key;
import io.gypsum.store.bucket.DocumentResult;
import org.jspecify.annotations.Nullable;

/**
 * Passes the findings of one version from the thread that checks it to the thread that reports. They are reported in
 * the order in which they were added, although file checks run in further threads. The queue is bounded: the checking
 * thread waits while {@value #MAX_UNREPORTED} findings are unreported.
 */
final class FindingQueue {
  static final int MAX_UNREPORTED = 256;
  private static final int CHECKS_AHEAD_PER_THREAD = 4;

  /** Checks that run or have ended, in order. Used by the checking thread. */
  private final OrderedResults<Optional<Finding>> checks;
  /** Findings to report; an empty one marks the end. */
  private final BlockingQueue<Optional<Finding>> unreported =
      new ArrayBlockingQueue<>(MAX_UNREPORTED);

  /** @param concurrency number of threads that run file checks */
  FindingQueue(Executor fileThreads, int concurrency) {
    this.checks =
        new OrderedResults<>(
            fileThreads, Bounds.ofItems(CHECKS_AHEAD_PER_THREAD * concurrency),
            Verifier.ON_INTERRUPT);
  }

  void add(Finding finding) {
    makeRoom();
    checks.runNow(1, () -> Optional.of(finding));
  }

  /** Runs {@code check} in another thread and adds its finding, if there is one. */
  void addLater(Callable<Optional<Finding>> check) {
    makeRoom();
    checks.submit(1, check);
  }

  /** Returns the document; adds a finding and returns null when it is absent or corrupt. */
  <T> @Nullable T require(DocumentResult<T> result, Key key, FindingKind whenAbsent) {
    T document = result.document();
    String problem = result.problem();
    if (problem != null) {
      add(Finding.unreadable(key, problem));
    } else if (document == null) {
      add(Finding.of(whenAbsent, key, "a document", "nothing"));
    }
    return document;
  }

  private void makeRoom() {
    while (!checks.hasRoom(1)) {
      pass(checks.next());
    }
  }

  /** Waits for the checks that still run. */
  void flush() {
    while (!checks.isEmpty()) {
      pass(checks.next());
    }
  }

  private void pass(Optional<Finding> finding) {
    if (finding.isPresent()) {
      put(finding);
    }
  }

  /** Marks the end: {@link #forEach} returns. */
  void end() {
    put(Optional.empty());
  }

  private void put(Optional<Finding> finding) {
    try {
      unreported.put(finding);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Verifier.ON_INTERRUPT.failure(e);
    }
  }

  /** Passes all findings to {@code report} as they arrive, until {@link #end} was called. */
  void forEach(Consumer<Finding> report) {
    try {
      for (Optional<Finding> next = unreported.take(); next.isPresent(); next = unreported.take()) {
        report.accept(next.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Verifier.ON_INTERRUPT.failure(e);
    }
  }
}
