package io.gypsum.client.oauth;

import java.util.Optional;

import io.gypsum.client.signin.AccessToken;

/**
 * The content of a {@link TokenFile}.
 *
 * @param renewal present if an OpenID provider issued the token
 */
record SavedToken(AccessToken token, Optional<Renewal> renewal) {
  /**
   * How a token is renewed. The refresh token is only ever sent to the provider that issued it, whatever provider the server
   * names later.
   *
   * @param issuer the URL of the provider
   * @param clientId the client for which the token was issued
   * @param refreshToken empty text if the provider did not issue one
   */
  record Renewal(String issuer, String clientId, SensitiveText refreshToken) {
    boolean isPossible() {
      return !refreshToken.value().isEmpty();
    }
  }

  /** Returns a token that cannot be renewed. */
  static SavedToken of(AccessToken token) {
    return new SavedToken(token, Optional.empty());
  }
}
