package io.gypsum.server.data;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;

/**
 * The secret with which servers sign upload URLs and upload tokens. All servers of a data directory share one key, so
 * each accepts the signatures of the others. Thread-safe.
 */
public final class SigningKey {
  public static final String FILE = "signing.key";
  static final int BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private SigningKey(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * Returns the key of a directory, which is created on first use; servers that start concurrently get the same key.
   *
   * @throws GypsumException {@code CORRUPT} if the file is not a key; it is not changed
   * @throws java.io.UncheckedIOException when the disk fails
   */
  public static SigningKey loadOrCreate(DataDirectory data) {
    return load(data).orElseGet(() -> of(data.exclusively(() -> createIfAbsent(data))));
  }

  /**
   * Returns the key of a directory; empty if it does not exist yet. Changes nothing.
   *
   * @throws GypsumException {@code CORRUPT} if the file is not a key
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  public static Optional<SigningKey> load(DataDirectory data) {
    return Optional.ofNullable(data.read(FILE, BYTES)).map(SigningKey::of);
  }

  private static SigningKey of(byte[] key) {
    if (key.length != BYTES) {
      throw new GypsumException(
          Kind.CORRUPT,
          FILE + " in the server's data directory has " + key.length + " bytes, expected " + BYTES
              + ": restore it, or delete it to create a new one (running uploads then request"
              + " their URLs again)");
    }
    return new SigningKey(key);
  }

  /** Returns a new key, for a server that does not share its bucket with others. */
  public static SigningKey random() {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    return new SigningKey(key);
  }

  private static byte[] createIfAbsent(DataDirectory data) {
    byte[] others = data.read(FILE, BYTES);
    if (others != null) {
      return others;
    }
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    data.replace(FILE, key);
    return key;
  }

  /** Returns the HMAC-SHA256 of {@code message}, 32 bytes. */
  public byte[] sign(byte[] message) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " is not available", e);
    }
  }

  /** Returns whether {@code signature} is that of {@code message}; the time does not depend on the signature. */
  public boolean verifies(byte[] message, byte[] signature) {
    return MessageDigest.isEqual(sign(message), signature);
  }
}
