package io.gypsum.server.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import io.gypsum.server.data.SigningKey;

/**
 * Encrypts and authenticates short texts that browsers keep for this server, with AES-256-GCM. All servers that share a signing
 * key can open them. Thread-safe.
 */
public final class SealedText {
  private static final String ALGORITHM = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  /** @param purpose distinguishes uses: a text that was sealed for one purpose cannot be opened for another */
  public SealedText(SigningKey signingKey, String purpose) {
    key = new SecretKeySpec(deriveKey(signingKey, "seal " + purpose), "AES");
  }

  /** Returns a key of 32 bytes that reveals neither the signing key nor those of other purposes. */
  static byte[] deriveKey(SigningKey signingKey, String purpose) {
    return signingKey.sign(("gypsum key derivation\n" + purpose).getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the encrypted text in URL-safe Base64, about a third longer than the text and 37 characters. */
  public String seal(String text) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(text.getBytes(StandardCharsets.UTF_8));
      byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " is not available", e);
    }
  }

  /** Returns the text; empty if it was not sealed with the same key for the same purpose, or was changed. */
  public Optional<String> open(String sealed) {
    try {
      byte[] all = Base64.getUrlDecoder().decode(sealed);
      if (all.length < NONCE_BYTES) {
        return Optional.empty();
      }
      byte[] text =
          cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, NONCE_BYTES))
              .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
      return Optional.of(new String(text, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(ALGORITHM);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }
}
