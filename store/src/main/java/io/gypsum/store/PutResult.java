package io.gypsum.store;

/** What became of a put. */
public sealed interface PutResult {
  /** @param etag of the state that was written */
  record Written(ETag etag) implements PutResult {}

  /** The condition did not hold; nothing changed. */
  record ConditionNotMet() implements PutResult {}

  default boolean isWritten() {
    return this instanceof Written;
  }
}
