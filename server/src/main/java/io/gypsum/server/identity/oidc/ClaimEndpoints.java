package io.gypsum.server.identity.oidc;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import io.gypsum.core.GypsumException;
import io.gypsum.server.settings.OidcSettings.OpaqueTokens;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Requests the claims of a token from its provider: at the userinfo endpoint, and for a token that is not a JWT at the
 * introspection endpoint. Thread-safe.
 */
public final class ClaimEndpoints {
  private final OidcProvider provider;
  private final TokenVerifier verifier;

  public ClaimEndpoints(OidcProvider provider, TokenVerifier verifier) {
    this.provider = provider;
    this.verifier = verifier;
  }

  /**
   * Returns what the userinfo endpoint returns for an access token; null if the endpoint refuses the token, as it does ID tokens
   * and tokens for other audiences, or does not exist.
   *
   * @param subject of the verified token, which the claims must have; null if it is unknown
   * @throws GypsumException UNAVAILABLE when the provider does not respond as expected; UNAUTHENTICATED for another subject
   */
  public @Nullable Map<String, Object> userInfo(String token, @Nullable String subject) {
    URI endpoint = provider.metadata().getUserInfoEndpointURI();
    if (endpoint == null) {
      return null;
    }
    HTTPResponse response =
        provider.send(new UserInfoRequest(endpoint, new BearerAccessToken(token)).toHTTPRequest());
    int status = response.getStatusCode();
    if (status == 400 || status == 401 || status == 403) {
      return null;
    }
    Map<String, Object> claims = object(response, "userinfo");
    Object found = claims.get("sub");
    if (!(found instanceof String sub) || sub.isEmpty()) {
      throw provider.http()
          .unavailable("returned no subject (claim 'sub') at its userinfo endpoint");
    }
    if (subject != null && !subject.equals(sub)) {
      throw GypsumException.unauthenticated(
          "the identity provider returned the claims of another user for the access token");
    }
    return claims;
  }

  /**
   * Returns {@code verified} with the claims of the userinfo endpoint that it lacks; unchanged if that endpoint refuses the token.
   *
   * @throws GypsumException as {@link #userInfo}
   */
  public Map<String, Object> completed(Map<String, Object> verified, String token) {
    Map<String, Object> more = userInfo(token, String.valueOf(verified.get("sub")));
    if (more == null) {
      return verified;
    }
    return ClaimValues.combined(verified, more);
  }

  /** Returns whether {@link #opaqueClaims} sends a request; false if the settings do not permit opaque tokens. */
  public boolean acceptsOpaque() {
    return provider.settings().opaqueTokens() == OpaqueTokens.USERINFO
        || provider.settings().client().secret() != null;
  }

  /**
   * Returns the claims of an access token that is not a JWT.
   *
   * @throws GypsumException UNAUTHENTICATED when the provider refuses the token, or issued it to another application; UNAVAILABLE
   */
  public Map<String, Object> opaqueClaims(String token) {
    if (provider.settings().opaqueTokens() == OpaqueTokens.USERINFO) {
      Map<String, Object> claims = userInfo(token, null);
      if (claims == null) {
        throw refused();
      }
      return claims;
    }
    Map<String, Object> claims = introspect(token);
    return claims.get("sub") == null ? requireUserInfo(claims, token) : completed(claims, token);
  }

  private Map<String, Object> requireUserInfo(Map<String, Object> introspected, String token) {
    Map<String, Object> claims = userInfo(token, null);
    if (claims == null) {
      throw refused();
    }
    Map<String, Object> all = new HashMap<>(introspected);
    all.putAll(claims);
    return all;
  }

  private Map<String, Object> introspect(String token) {
    URI endpoint = provider.metadata().getIntrospectionEndpointURI();
    ClientAuthentication client = provider.clientAuthentication();
    if (endpoint == null || client == null) {
      throw GypsumException.unauthenticated(
          "the access token is not a signed token (JWT), which is the only kind that this server can check: sign in again;"
              + " for others, an administrator can set 'oidc-client-secret' or 'oidc-opaque-tokens'");
    }
    HTTPRequest request =
        new TokenIntrospectionRequest(endpoint, client, new BearerAccessToken(token))
            .toHTTPRequest();
    HTTPResponse response = provider.send(request);
    if (response.getStatusCode() == 400 || response.getStatusCode() == 401) {
      throw provider.http()
          .unavailable(
              "refused the credentials of this server at its introspection endpoint: an administrator should"
                  + " check 'oidc-client-secret'");
    }
    Map<String, Object> claims = object(response, "introspection");
    Object issuer = claims.get("iss");
    if (!Boolean.TRUE.equals(claims.get("active"))
        || (issuer != null && !issuer.equals(provider.settings().issuer()))) {
      throw refused();
    }
    verifier.requireOwnAudience(ClaimValues.texts(claims.get("aud")), claims);
    return claims;
  }

  private Map<String, Object> object(HTTPResponse response, String endpoint) {
    if (response.getStatusCode() != 200) {
      throw provider.http()
          .unavailable(
              "responded at its " + endpoint + " endpoint with status "
                  + response.getStatusCode());
    }
    String body = response.getBody();
    return provider.parse(
        "the response of the " + endpoint + " endpoint",
        body == null ? new byte[0] : body.getBytes(UTF_8), OidcProvider::parseObject);
  }

  private static GypsumException refused() {
    return GypsumException.unauthenticated(
        "the identity provider refused the access token: it is mistyped, expired or revoked; sign in again");
  }
}
