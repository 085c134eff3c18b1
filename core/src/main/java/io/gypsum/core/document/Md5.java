package io.gypsum.core.document;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;

/** An MD5 checksum, kept as two longs because manifests contain many. */
public record Md5(long high, long low) {
  /** Returns a new digest, whose result {@link #of} accepts. */
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("MD5 is not available", e);
    }
  }

  /**
   * @param hex 32 hex digits, in upper or lower case
   * @throws GypsumException INVALID if {@code hex} does not have this form
   */
  public static Md5 parse(String hex) {
    if (hex.length() == 32) {
      try {
        return new Md5(
            HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
      } catch (IllegalArgumentException e) {
        // Falls through to the common message.
      }
    }
    throw GypsumException.invalid(
        "'" + Printable.value(hex) + "' is not an MD5 checksum: expected 32 hex digits");
  }

  /** @param bytes the 16 bytes of a digest */
  public static Md5 of(byte[] bytes) {
    if (bytes.length != 16) {
      throw new IllegalArgumentException("an MD5 checksum has 16 bytes, not " + bytes.length);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new Md5(buffer.getLong(), buffer.getLong());
  }

  public byte[] bytes() {
    return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
  }

  /** Returns the value of a {@code Content-MD5} header. */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes());
  }

  /** Returns 32 lower-case hex digits. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
