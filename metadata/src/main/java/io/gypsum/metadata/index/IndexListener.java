package io.gypsum.metadata.index;

/**
 * Receives progress events of an indexing run, in the thread that called the indexer. Methods should return quickly and
 * must not throw exceptions.
 */
public interface IndexListener {
  /** Ignores all events. */
  IndexListener NONE = new IndexListener() {};

  /** The phases of a run, in order; updates consist of the first and the last one. */
  enum Phase {
    READING,
    SORTING,
    INDEXING,
    PUBLISHING
  }

  /** Called when a phase begins. */
  default void onPhase(Phase phase) {}

  /** @param documents how many documents of all classes this run has read so far */
  default void onDocument(long documents) {}

  /** Called when an object cannot be indexed. */
  default void onProblem(IndexProblem problem) {}
}
