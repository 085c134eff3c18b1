package io.gypsum.store;

/**
 * Some bytes of an object.
 *
 * @param offset of the first byte, not negative
 * @param lengthBytes how many at most; not negative
 */
public record ByteRange(long offset, long lengthBytes) {
  /** The whole object. */
  public static final ByteRange ALL = new ByteRange(0, Long.MAX_VALUE);

  public ByteRange {
    if (offset < 0 || lengthBytes < 0) {
      throw new IllegalArgumentException("a range of " + lengthBytes + " bytes from " + offset);
    }
  }

  /** How many of these bytes an object of {@code sizeBytes} has. */
  public long lengthWithin(long sizeBytes) {
    return Math.max(0, Math.min(lengthBytes, sizeBytes - offset));
  }
}
