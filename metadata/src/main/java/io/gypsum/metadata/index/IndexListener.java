package io.gypsum.metadata.index;

/** Is told how indexing goes on, by the thread that asked for it. Must be quick, and throw nothing. */
public interface IndexListener {
  IndexListener NONE = new IndexListener() {};

  /** What is done now. */
  enum Step {
    READING,
    SORTING,
    INDEXING,
    PUBLISHING
  }

  default void onStep(Step step) {}

  /** @param documents read so far in this run, of all classes */
  default void onDocument(long documents) {}

  /** What could not be indexed; told when it is found. */
  default void onProblem(IndexProblem problem) {}
}
