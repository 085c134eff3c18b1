package io.gypsum.core.document;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;

/** An MD5 checksum: two halves of 64 bits, since manifests hold many. */
public record Md5(long high, long low) {
  /** Computes one; {@link #of} takes what it gives. */
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  /**
   * @param hex 32 hex digits, either case
   * @throws GypsumException INVALID when it is not that
   */
  public static Md5 parse(String hex) {
    if (hex.length() == 32) {
      try {
        return new Md5(
            HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
      } catch (IllegalArgumentException e) {
        // Falls through to the one message for all that is not an MD5.
      }
    }
    throw GypsumException.invalid(
        "'" + Printable.value(hex) + "' is not an MD5 checksum: expected 32 hex digits");
  }

  /** @param bytes the 16 bytes that a digest gives */
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

  /** As a {@code Content-MD5} header has it. */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes());
  }

  /** 32 lower-case hex digits. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
