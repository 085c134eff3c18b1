package io.gypsum.store;

/**
 * Stands for one state of one object: two states of an object never share one.
 *
 * @param value without quotes; visible ASCII without {@code "}
 */
public record ETag(String value) {
  /** As HTTP writes a strong validator. */
  public String quoted() {
    return '"' + value + '"';
  }

  @Override
  public String toString() {
    return value;
  }
}
