package io.gypsum.server.identity.oidc;

import java.net.URI;
import java.util.Map;

import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.gypsum.core.GypsumException;
import io.gypsum.server.identity.oidc.TokenEndpoint.IssuedTokens;
import org.jspecify.annotations.Nullable;

/** The sign-in of a person in a browser: the authorization code flow with PKCE, state and nonce. Thread-safe. */
public final class AuthorizationFlow {
  private final OidcProvider provider;
  private final TokenEndpoint tokens;
  private final TokenVerifier verifier;

  public AuthorizationFlow(OidcProvider provider, TokenEndpoint tokens, TokenVerifier verifier) {
    this.provider = provider;
    this.tokens = tokens;
    this.verifier = verifier;
  }

  /**
   * Random texts of one sign-in.
   *
   * @param state that the provider returns with the code, which the caller checks
   * @param nonce that the ID token must contain
   * @param codeVerifier that proves that the code was requested here (PKCE); 43 to 128 characters
   */
  public record FlowSecrets(String state, String nonce, String codeVerifier) {
    @Override
    public String toString() {
      return "(secrets of a sign-in)";
    }
  }

  /** The tokens of a completed sign-in, with the verified claims of the ID token. */
  public record CompletedFlow(Map<String, Object> claims, IssuedTokens tokens) {}

  /**
   * Returns the address at the provider to which the browser is sent.
   *
   * @throws GypsumException UNAVAILABLE when the provider's discovery document cannot be used
   */
  public URI address(FlowSecrets secrets, URI redirectUri) {
    AuthenticationRequest request =
        new AuthenticationRequest.Builder(
            ResponseType.CODE, new Scope(provider.settings().scopes().toArray(String[]::new)),
            new ClientID(provider.settings().client().id()), redirectUri)
            .endpointURI(provider.metadata().getAuthorizationEndpointURI())
            .state(new State(secrets.state()))
            .nonce(new Nonce(secrets.nonce()))
            .codeChallenge(new CodeVerifier(secrets.codeVerifier()), CodeChallengeMethod.S256)
            .build();
    return request.toURI();
  }

  /**
   * Exchanges the code that the provider sent for tokens, and verifies them.
   *
   * @param issuer the parameter {@code iss} of the provider's response (RFC 9207); null if it has none
   * @param redirectUri the same as that of {@link #address}
   * @throws GypsumException UNAUTHENTICATED when another provider sent the response, the code is not valid, or a token does not
   *     belong to this sign-in; UNAVAILABLE
   */
  public CompletedFlow complete(
      FlowSecrets secrets, String code, @Nullable String issuer, URI redirectUri) {
    requireSameIssuer(issuer);
    IssuedTokens issued = tokens.exchange(code, redirectUri, secrets.codeVerifier());
    if (issued.idToken() == null) {
      throw provider.http()
          .unavailable(
              "sent no ID token: an administrator should check that 'oidc-scopes' contains 'openid'");
    }
    return new CompletedFlow(verifier.idClaims(issued.idToken(), secrets.nonce()), issued);
  }

  /** Protects against a mix-up of providers. */
  private void requireSameIssuer(@Nullable String issuer) {
    boolean isMissing =
        issuer == null && provider.metadata().supportsAuthorizationResponseIssuerParam();
    if (isMissing || (issuer != null && !issuer.equals(provider.settings().issuer()))) {
      throw GypsumException.unauthenticated(
          "the response was not sent by '" + provider.settings().issuer() + "': sign in again");
    }
  }
}
