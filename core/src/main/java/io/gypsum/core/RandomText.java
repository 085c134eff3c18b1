package io.gypsum.core;

import java.security.SecureRandom;
import java.util.Base64;

/** Random texts that cannot be guessed, such as tokens and identifiers. */
public final class RandomText {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private RandomText() {}

  /** Returns random bytes as letters, digits, hyphens and underscores, which need no encoding in a URL: four for three bytes. */
  public static String of(SecureRandom random, int bytes) {
    byte[] content = new byte[bytes];
    random.nextBytes(content);
    return BASE64.encodeToString(content);
  }
}
