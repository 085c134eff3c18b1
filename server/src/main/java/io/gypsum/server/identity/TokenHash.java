package io.gypsum.server.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of a token, stored on disk and in memory in place of the token. */
final class TokenHash {
  private static final int BYTES = 32;

  private final byte[] hash;

  private TokenHash(byte[] hash) {
    this.hash = hash;
  }

  static TokenHash of(String token) {
    try {
      return new TokenHash(
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not available", e);
    }
  }

  static TokenHash parse(String hex) {
    try {
      byte[] hash = HexFormat.of().parseHex(hex);
      if (hash.length == BYTES) {
        return new TokenHash(hash);
      }
    } catch (IllegalArgumentException e) {
      // Reported below, without the value.
    }
    throw GypsumException.invalid("invalid token hash: expected " + 2 * BYTES + " hex digits");
  }

  String hex() {
    return HexFormat.of().formatHex(hash);
  }

  /** Compares in constant time. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TokenHash that && MessageDigest.isEqual(hash, that.hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash);
  }

  @Override
  public String toString() {
    return "(hash of a token)";
  }
}
