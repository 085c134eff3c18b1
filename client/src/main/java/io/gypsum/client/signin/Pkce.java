package io.gypsum.client.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Proof that whoever brings a code is who asked for it (RFC 7636): GitHub is shown the verifier's hash first and the
 * verifier with the code.
 */
record Pkce(SensitiveText verifier) {
  static final String METHOD = "S256";

  static Pkce random(SecureRandom random) {
    return new Pkce(unguessable(random));
  }

  /** 256 bits, as 43 characters that need no encoding anywhere. */
  static SensitiveText unguessable(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return new SensitiveText(base64(bytes));
  }

  String challenge() {
    try {
      return base64(
          MessageDigest.getInstance("SHA-256")
              .digest(verifier.value().getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
