package io.gypsum.store;

/** The result of a put that did not fail. */
public sealed interface PutResult {
  /** The object was written and has this ETag. */
  record Written(ETag etag) implements PutResult {}

  /** The condition did not hold; nothing was changed. */
  record ConditionNotMet() implements PutResult {}

  default boolean isWritten() {
    return this instanceof Written;
  }
}
