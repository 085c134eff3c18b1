package io.gypsum.store;

/**
 * A range of the bytes of an object. It may extend beyond the end of the object.
 *
 * @param offset the position of the first byte, not negative
 * @param lengthBytes maximum number of bytes, not negative
 */
public record ByteRange(long offset, long lengthBytes) {
  /** The whole object. */
  public static final ByteRange ALL = new ByteRange(0, Long.MAX_VALUE);

  /** @throws IllegalArgumentException when the offset or the length is negative */
  public ByteRange {
    if (offset < 0 || lengthBytes < 0) {
      throw new IllegalArgumentException(
          "invalid range of " + lengthBytes + " bytes from offset " + offset
              + ": expected non-negative numbers");
    }
  }

  /** Returns how many bytes of an object of {@code sizeBytes} are in this range. */
  public long lengthWithin(long sizeBytes) {
    return Math.max(0, Math.min(lengthBytes, sizeBytes - offset));
  }
}
