package io.gypsum.server.page.signin;

import io.gypsum.core.decision.User;
import io.gypsum.server.api.LimitedSignIn;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.identity.OidcSessions;
import io.gypsum.server.identity.OidcSessions.SessionUser;
import io.gypsum.server.session.Session;
import io.gypsum.server.session.SessionAuthentication.SessionUsers;
import io.gypsum.server.session.Sessions;

/**
 * Identifies the users of sessions that began at an OpenID Connect provider or with an access token of it. A session that the provider
 * confirmed again is sent to the browser.
 *
 * @param tokens identifies the users of access tokens
 */
public record OidcSessionUsers(OidcSessions oidc, Sessions sessions, LimitedSignIn tokens)
    implements SessionUsers {
  @Override
  public User user(Exchange exchange, Session session, String token) {
    if (!OidcSessions.isSession(token)) {
      return tokens.user(exchange, token);
    }
    SessionUser known = oidc.user(token);
    if (!known.text().equals(token)) {
      sessions.replaceToken(exchange, session, known.text());
    }
    tokens.countRequest(exchange, known.user());
    return known.user();
  }
}
