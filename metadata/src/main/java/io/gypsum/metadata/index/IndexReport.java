package io.gypsum.metadata.index;

import java.util.List;

/**
 * What came of a run. It was published; what could not be read is missing, or as it was, until a run can read it.
 *
 * @param indices one for each class, in the order of the classes
 * @param problems the first {@link #MAX_PROBLEMS} of them
 * @param problemCount all of them; 0 when the indices hold all that they should
 */
public record IndexReport(List<Index> indices, List<IndexProblem> problems, long problemCount) {
  public static final int MAX_PROBLEMS = 1000;

  public IndexReport {
    indices = List.copyOf(indices);
    problems = List.copyOf(problems);
  }

  /** What became of one index. */
  public enum Outcome {
    /** Nothing had changed in the store. */
    UNCHANGED,
    /** What had changed was read again. */
    UPDATED,
    /** Made anew from the whole store. */
    BUILT
  }

  /**
   * @param why it was made anew although an update was asked for; else empty
   * @param versions that were read
   * @param documents that were read
   */
  public record Index(
      IndexClass kind, Outcome outcome, String why, long versions, long documents) {}

  public boolean isComplete() {
    return problemCount == 0;
  }
}
