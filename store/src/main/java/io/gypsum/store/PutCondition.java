package io.gypsum.store;

/** The condition under which a put writes. */
public sealed interface PutCondition {
  PutCondition OVERWRITE = new Overwrite();
  PutCondition CREATE = new Create();

  /** Writes unconditionally. */
  record Overwrite() implements PutCondition {}

  /** Writes only if the object does not exist. */
  record Create() implements PutCondition {}

  /** Writes only if the object exists and has this ETag. */
  record IfMatch(ETag etag) implements PutCondition {}
}
