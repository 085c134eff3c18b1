package io.gypsum.client.oauth;

import java.net.URI;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The OAuth client through which the users of a gypsum server sign in, and the endpoints of its provider.
 *
 * @param provider names the provider in messages and pages: {@code GitHub}, or the host of an OpenID provider
 * @param secret null for a public client
 * @param scope the requested scopes, separated by spaces
 * @param issuer the OpenID provider that renews tokens; null for GitHub
 */
record SignInApp(
    String provider, Endpoints endpoints, String clientId, @Nullable SensitiveText secret,
    String scope, @Nullable String issuer) {

  /**
   * Where requests are sent.
   *
   * @param authorization the page that a browser opens
   * @param device issues codes that users enter; null if the provider does not offer that
   */
  record Endpoints(URI authorization, URI token, @Nullable URI device) {}

  /** Returns how tokens that this client receives are renewed; empty if that is not possible. */
  Optional<SavedToken.Renewal> renewal(OAuthRequests.TokenGrant grant) {
    return Optional.ofNullable(issuer)
        .map(
            known -> new SavedToken.Renewal(
                known, clientId, grant.refreshToken().orElse(SensitiveText.EMPTY)));
  }
}
