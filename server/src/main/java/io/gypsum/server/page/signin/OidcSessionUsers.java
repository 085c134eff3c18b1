package io.gypsum.server.page.signin;

import io.gypsum.server.api.LimitedSignIn;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.identity.OidcSessions;
import io.gypsum.server.identity.OidcSessions.SessionUser;
import io.gypsum.server.session.SessionAuthentication.IdentifiedUser;
import io.gypsum.server.session.SessionAuthentication.SessionUsers;

/**
 * Identifies the users of sessions that began at an OpenID Connect provider or with an access token of it.
 *
 * @param tokens identifies the users of access tokens
 */
public record OidcSessionUsers(OidcSessions oidc, LimitedSignIn tokens) implements SessionUsers {
  @Override
  public IdentifiedUser user(Exchange exchange, String token) {
    if (!OidcSessions.isSession(token)) {
      return new IdentifiedUser(tokens.user(exchange, token), token);
    }
    SessionUser known = oidc.user(token);
    tokens.countRequest(exchange, known.user());
    return new IdentifiedUser(known.user(), known.text());
  }
}
