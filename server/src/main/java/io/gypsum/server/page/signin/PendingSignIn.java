package io.gypsum.server.page.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;

/**
 * A sign-in that a browser has begun, and that ends when the provider redirects the browser back. Only the browser keeps it, in an
 * encrypted cookie ({@link PendingSignIns}).
 *
 * @param provider the name of the provider
 * @param state random; the provider sends it back, so another site cannot make a browser end a sign-in that it has not begun
 * @param nonce random; the ID token of an OpenID provider contains it
 * @param verifier random; the secret of PKCE (RFC 7636), without which the code of the redirect is useless
 * @param next the page that the person wanted
 */
public record PendingSignIn(
    String provider, String state, String nonce, String verifier, NextAddress next,
    Instant started) {

  /** Returns the hash of the verifier, for the method {@code S256}. */
  public String challenge() {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not available", e);
    }
  }

  /** Returns no secret. */
  @Override
  public String toString() {
    return "sign-in with " + provider + " that started at " + started;
  }
}
