package io.gypsum.server.identity.oidc;

import java.net.URI;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import org.jspecify.annotations.Nullable;

/** Exchanges authorization codes and refresh tokens for tokens. Requests are not retried: a code is valid once. Thread-safe. */
public final class TokenEndpoint {
  private final OidcProvider provider;

  public TokenEndpoint(OidcProvider provider) {
    this.provider = provider;
  }

  /**
   * Tokens that the provider issued to this server, not verified.
   *
   * @param idToken null if the provider did not send one, as some do for a refresh token
   * @param refreshToken null if the provider issues none
   */
  public record IssuedTokens(
      @Nullable String idToken, String accessToken, @Nullable String refreshToken) {
    @Override
    public String toString() {
      return "(tokens)";
    }
  }

  /**
   * Returns the tokens for a code.
   *
   * @param redirectUri that of the request for the code
   * @param verifier that of the code challenge (PKCE)
   * @throws GypsumException UNAUTHENTICATED when the code is invalid or was used; UNAVAILABLE when the provider does not
   *     respond as expected
   */
  public IssuedTokens exchange(String code, URI redirectUri, String verifier) {
    return request(
        new AuthorizationCodeGrant(
            new AuthorizationCode(code), redirectUri, new CodeVerifier(verifier)),
        "the identity provider did not accept the code of this sign-in, which may have been used already: sign in again");
  }

  /**
   * Returns new tokens; the previous refresh token may be invalid afterwards.
   *
   * @throws GypsumException UNAUTHENTICATED when the refresh token is not valid any more, for example because the account was
   *     disabled; UNAVAILABLE
   */
  public IssuedTokens refresh(String refreshToken) {
    return request(
        new RefreshTokenGrant(new RefreshToken(refreshToken)),
        "your session at the identity provider has ended, or your account was disabled there: sign in again");
  }

  private IssuedTokens request(AuthorizationGrant grant, String refusal) {
    URI endpoint = provider.metadata().getTokenEndpointURI();
    ClientAuthentication client = provider.clientAuthentication();
    TokenRequest.Builder request =
        client == null
            ? new TokenRequest.Builder(
                endpoint, new ClientID(provider.settings().client().id()), grant)
            : new TokenRequest.Builder(endpoint, client, grant);
    HTTPResponse response = provider.send(request.build().toHTTPRequest());
    TokenResponse parsed = parse(response);
    if (!(parsed instanceof OIDCTokenResponse success)) {
      throw failure(response, parsed.toErrorResponse().getErrorObject(), refusal);
    }
    OIDCTokens tokens = success.getOIDCTokens();
    RefreshToken refresh = tokens.getRefreshToken();
    return new IssuedTokens(
        tokens.getIDTokenString(), tokens.getAccessToken().getValue(),
        refresh == null ? null : refresh.getValue());
  }

  private TokenResponse parse(HTTPResponse response) {
    try {
      if (response.getStatusCode() < 500 && response.getStatusCode() != 429) {
        return OIDCTokenResponseParser.parse(response);
      }
    } catch (ParseException e) {
      // Reported below, without the message: it could contain a part of the response.
    }
    throw provider.http()
        .unavailable(
            "sent an unexpected response at its token endpoint, with status "
                + response.getStatusCode());
  }

  private GypsumException failure(
      HTTPResponse response, @Nullable ErrorObject error, String refusal) {
    String code = error == null ? null : error.getCode();
    if (OAuth2Error.INVALID_GRANT.getCode().equals(code)) {
      return GypsumException.unauthenticated(refusal);
    }
    return provider.http()
        .unavailable(
            "refused the request of this server at its token endpoint, with status "
                + response.getStatusCode()
                + (code == null ? "" : " and the code '" + Printable.value(code) + "'")
                + ": an administrator should check 'oidc-client-id' and 'oidc-client-secret'");
  }
}
