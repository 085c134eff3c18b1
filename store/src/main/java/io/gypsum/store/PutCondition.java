package io.gypsum.store;

/** When a put takes place. */
public sealed interface PutCondition {
  PutCondition OVERWRITE = new Overwrite();
  PutCondition CREATE = new Create();

  /** Always. */
  record Overwrite() implements PutCondition {}

  /** Only when there is no object of that name. */
  record Create() implements PutCondition {}

  /** Only when the object is there in exactly this state. */
  record IfMatch(ETag etag) implements PutCondition {}
}
