package io.gypsum.store.disk;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The platform's MD5. */
final class Md5Hash {
  private Md5Hash() {}

  static MessageDigest start() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
