package io.gypsum.metadata.index;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.GypsumException;

/** What could not be read in one run. Not thread-safe. */
final class Problems {
  /** A store that fails that often has lost more than a file: better keep the index that there is. */
  static final int MAX_STORE_FAILURES = 100;

  private final IndexListener listener;
  private final List<IndexProblem> first = new ArrayList<>();
  private long count;
  private int storeFailures;

  Problems(IndexListener listener) {
    this.listener = listener;
  }

  /** @throws GypsumException UNAVAILABLE when it is time to give up */
  void add(IndexProblem problem) {
    count++;
    if (first.size() < IndexReport.MAX_PROBLEMS) {
      first.add(problem);
    }
    listener.onProblem(problem);
    if (problem.isStoreFailure() && ++storeFailures >= MAX_STORE_FAILURES) {
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE,
          "the store failed " + storeFailures + " times, at last with " + problem
              + "; the index stays as it was, try again when the store is well");
    }
  }

  IndexReport report(List<IndexReport.Index> indices) {
    return new IndexReport(indices, first, count);
  }
}
