package io.gypsum.server.page.signin;

import java.net.URI;

import io.gypsum.core.decision.User;
import io.gypsum.server.identity.OidcSessions;
import io.gypsum.server.identity.oidc.AuthorizationFlow.CompletedFlow;
import io.gypsum.server.identity.oidc.AuthorizationFlow.FlowSecrets;

/**
 * Signs people in at an OpenID Connect provider. The token of the session is the text of {@link OidcSessions}, which the API does not
 * accept.
 *
 * @param label the name of the provider for people
 */
public record OidcSignIn(OidcSessions sessions, String label) implements SignInProvider {
  @Override
  public String name() {
    return "oidc";
  }

  @Override
  public URI authorizePage(PendingSignIn pending, URI callback) {
    return sessions.flow().address(secrets(pending), callback);
  }

  @Override
  public String redeem(PendingSignIn pending, SignInCallback answer, URI callback) {
    CompletedFlow completed =
        sessions.flow().complete(secrets(pending), answer.code(), answer.issuer(), callback);
    return sessions.begin(completed).text();
  }

  @Override
  public User knownUser(String token) {
    return sessions.user(token).user();
  }

  private static FlowSecrets secrets(PendingSignIn pending) {
    return new FlowSecrets(pending.state(), pending.nonce(), pending.verifier());
  }
}
