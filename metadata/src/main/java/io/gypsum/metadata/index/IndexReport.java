package io.gypsum.metadata.index;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.GypsumException;

/**
 * The result of an indexing run. The indexes have been published; an object that could not be read is missing from
 * them, or is contained in its earlier state, until a later run can read it.
 *
 * @param indices one for each class, in the order of the classes
 * @param problems the first {@value #MAX_PROBLEMS} problems
 * @param problemCount the number of all problems; 0 if the indexes are complete
 */
public record IndexReport(List<Index> indices, List<IndexProblem> problems, long problemCount) {
  /** Maximum number of problems in a report. */
  public static final int MAX_PROBLEMS = 1000;

  public IndexReport {
    indices = List.copyOf(indices);
    problems = List.copyOf(problems);
  }

  /** The outcome of a run for an index. */
  public enum Outcome {
    /** Nothing in the store had changed. */
    UNCHANGED,
    /** Changed parts of the store were read again. */
    UPDATED,
    /** The index was built from the whole store. */
    BUILT
  }

  /**
   * The result for one index.
   *
   * @param why why an update had to build the index from the whole store; otherwise empty
   * @param versions the number of versions read
   * @param documents the number of documents read
   */
  public record Index(
      IndexClass indexClass, Outcome outcome, String why, long versions, long documents) {}

  /** Returns whether the indexes contain everything in the store. */
  public boolean isComplete() {
    return problemCount == 0;
  }

  /** Collects the problems of one run. Not thread-safe. */
  static final class ProblemCollector {
    /** A store that fails this often is not expected to recover during the run. */
    static final int MAX_STORE_FAILURES = 100;

    private final IndexListener listener;
    private final List<IndexProblem> first = new ArrayList<>();
    private long count;
    private int storeFailures;

    ProblemCollector(IndexListener listener) {
      this.listener = listener;
    }

    /** @throws GypsumException UNAVAILABLE after {@value #MAX_STORE_FAILURES} failures of the store */
    void add(IndexProblem problem) {
      count++;
      if (first.size() < MAX_PROBLEMS) {
        first.add(problem);
      }
      listener.onProblem(problem);
      if (problem.isStoreFailure() && ++storeFailures >= MAX_STORE_FAILURES) {
        throw new GypsumException(
            GypsumException.Kind.UNAVAILABLE,
            "the store failed " + storeFailures + " times, most recently with '" + problem
                + "'; the published index is unchanged; try again when the store is available");
      }
    }

    IndexReport report(List<Index> indices) {
      return new IndexReport(indices, first, count);
    }
  }
}
