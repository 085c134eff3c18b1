package io.gypsum.store;

/**
 * Stands for one content of one object: two contents of an object never share one. The same content, written again, may
 * have the same or another.
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
