package io.gypsum.metadata.index;

/**
 * Something that could not be read.
 *
 * @param scope what to read again
 */
record Retry(IndexScope scope, IndexProblem problem) {
  /** Whether it is the same thing that cannot be read, for whatever reason. */
  boolean isSameAs(Retry other) {
    return scope.equals(other.scope) && problem.key().equals(other.problem.key());
  }
}
