package io.gypsum.server.data;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;

/**
 * The secret with which servers sign what they hand out and later take back (upload URLs). All servers of a data
 * directory share one, so any of them takes what another signed. Thread-safe.
 */
public final class SigningKey {
  static final String FILE = "signing.key";
  static final int BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private SigningKey(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * The key of this directory, made on first use; of several servers that start at once one makes it and all get it.
   *
   * @throws GypsumException {@code CORRUPT} when the file there is not a key; it is left as it is
   * @throws java.io.UncheckedIOException when the disk fails
   */
  public static SigningKey loadOrCreate(DataDirectory data) {
    byte[] key = data.read(FILE, BYTES);
    if (key == null) {
      key = data.exclusively(() -> createUnlessThere(data));
    }
    if (key.length != BYTES) {
      throw new GypsumException(
          Kind.CORRUPT,
          FILE + " in the server's data directory has " + key.length + " bytes, expected " + BYTES
              + ": restore it, or delete it to have a new one made (running uploads then ask for"
              + " their URLs again)");
    }
    return new SigningKey(key);
  }

  /** A key that nobody else has, for a server that shares its bucket with no other. */
  public static SigningKey random() {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    return new SigningKey(key);
  }

  private static byte[] createUnlessThere(DataDirectory data) {
    byte[] others = data.read(FILE, BYTES);
    if (others != null) {
      return others;
    }
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    data.replace(FILE, key);
    return key;
  }

  /** The HMAC-SHA256 of {@code message}, 32 bytes. */
  public byte[] sign(byte[] message) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** Whether this key made {@code signature} of {@code message}; takes the same time however wrong it is. */
  public boolean verifies(byte[] message, byte[] signature) {
    return MessageDigest.isEqual(sign(message), signature);
  }
}
