package io.gypsum.store;

/**
 * Identifies one content of one object. Different contents of an object never have the same ETag; writing the same content
 * again may or may not change it.
 *
 * @param value without quotes; visible ASCII characters except {@code "}
 */
public record ETag(String value) {
  /** Returns the value in quotes, as HTTP writes a strong validator. */
  public String quoted() {
    return '"' + value + '"';
  }

  @Override
  public String toString() {
    return value;
  }
}
