package io.gypsum.server.identity;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import com.github.benmanes.caffeine.cache.Ticker;
import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;
import io.gypsum.server.identity.OidcSession.TokenKind;
import io.gypsum.server.identity.oidc.AuthorizationFlow;
import io.gypsum.server.identity.oidc.AuthorizationFlow.CompletedFlow;
import io.gypsum.server.identity.oidc.ClaimEndpoints;
import io.gypsum.server.identity.oidc.OidcProvider;
import io.gypsum.server.identity.oidc.TokenEndpoint;
import io.gypsum.server.identity.oidc.TokenEndpoint.IssuedTokens;
import io.gypsum.server.identity.oidc.TokenVerifier;
import org.jspecify.annotations.Nullable;

/**
 * Users of sessions that began with a sign-in at an OpenID Connect provider. A session contains the user as the provider last confirmed
 * it; five minutes later the provider is asked again, once for all concurrent requests of a session, and the session is replaced. So a
 * session ends at most five minutes after the account was disabled. While the provider is unavailable, it cannot be used, but does not
 * end. Thread-safe.
 */
public final class OidcSessions {
  /** With the login and the encryption, the cookie has at most the 4 KB that browsers accept. */
  static final int MAX_TEXT_BYTES = 2_600;

  private final InstantSource clock;
  private final TokenEndpoint tokens;
  private final TokenVerifier verifier;
  private final ClaimEndpoints endpoints;
  private final OidcUsers users;
  private final AuthorizationFlow flow;
  private final TokenLookups<OidcSession> renewals;

  public OidcSessions(OidcProvider provider, InstantSource clock) {
    this(provider, clock, Ticker.systemTicker());
  }

  /** @param ticker determines how long the result of a renewal is used for requests with the previous session */
  OidcSessions(OidcProvider provider, InstantSource clock, Ticker ticker) {
    this.clock = clock;
    this.tokens = new TokenEndpoint(provider);
    this.verifier = new TokenVerifier(provider, clock);
    this.endpoints = new ClaimEndpoints(provider, verifier);
    this.users = new OidcUsers(provider.settings().claims());
    this.flow = new AuthorizationFlow(provider, tokens, verifier);
    this.renewals = new TokenLookups<>(ticker);
  }

  /** Returns the sign-in in the browser, whose result {@link #begin} accepts. */
  public AuthorizationFlow flow() {
    return flow;
  }

  /**
   * The user of a session.
   *
   * @param text the content of the session from now on
   */
  public record SessionUser(User user, String text) {
    @Override
    public String toString() {
      return user.toString();
    }
  }

  /**
   * Returns the user who has signed in.
   *
   * @throws GypsumException UNAUTHENTICATED when the login is missing or invalid; UNAVAILABLE
   */
  public SessionUser begin(CompletedFlow signIn) {
    return result(session(signIn.claims(), signIn.tokens(), null));
  }

  /** Returns whether {@code text} is the content of a session that {@link #begin} returned. */
  public static boolean isSession(String text) {
    return OidcSession.parse(text).isPresent();
  }

  /**
   * Returns the user of a session, whom the provider confirmed at most five minutes ago.
   *
   * @param text the content of the session
   * @throws GypsumException UNAUTHENTICATED when the session has ended, or the login has changed; UNAVAILABLE when the provider does
   *     not respond
   */
  public SessionUser user(String text) {
    OidcSession session =
        OidcSession.parse(text)
            .orElseThrow(
                () -> GypsumException.unauthenticated("the session is invalid: sign in again"));
    Instant now = clock.instant();
    // A time in the future was written before the clock was set back.
    boolean isConfirmed =
        now.isBefore(session.checked().plus(TokenLookups.RESULT_TTL))
            && !now.isBefore(session.checked().minus(TokenVerifier.MAX_CLOCK_SKEW));
    return result(
        isConfirmed ? session : renewals.find(session.token(), () -> renewed(session)));
  }

  private OidcSession renewed(OidcSession session) {
    OidcSession renewed =
        switch (session.kind()) {
          case REFRESH -> refreshed(session);
          case ACCESS -> confirmed(session);
        };
    if (!renewed.login().equals(session.login())) {
      throw GypsumException.unauthenticated(
          "your login has changed from '" + session.login() + "': sign in again");
    }
    return renewed;
  }

  private OidcSession refreshed(OidcSession session) {
    IssuedTokens issued = tokens.refresh(session.token());
    Map<String, Object> claims =
        issued.idToken() == null
            ? userInfo(issued.accessToken(), session.subject())
            : verifier.idClaims(issued.idToken(), null);
    if (!session.subject().equals(claims.get("sub"))) {
      throw GypsumException.unauthenticated(
          "the identity provider returned tokens of another user: sign in again");
    }
    return session(claims, issued, session);
  }

  private OidcSession confirmed(OidcSession session) {
    Map<String, Object> claims = userInfo(session.token(), session.subject());
    User user = users.user(claims);
    return new OidcSession(
        session.subject(), user.login(), user.organizations(), now(), TokenKind.ACCESS,
        session.token());
  }

  private Map<String, Object> userInfo(String accessToken, String subject) {
    Map<String, Object> claims = endpoints.userInfo(accessToken, subject);
    if (claims == null) {
      throw GypsumException.unauthenticated(
          "your session at the identity provider has ended, or your account was disabled there: sign in again");
    }
    return claims;
  }

  /** @param previous the session that is renewed; null at the sign-in */
  private OidcSession session(
      Map<String, Object> claims, IssuedTokens issued, @Nullable OidcSession previous) {
    Map<String, Object> all =
        users.isComplete(claims) ? claims : endpoints.completed(claims, issued.accessToken());
    User user = users.user(all);
    String refresh = issued.refreshToken();
    if (refresh == null && previous != null) {
      refresh = previous.token();
    }
    return new OidcSession(
        String.valueOf(claims.get("sub")), user.login(), user.organizations(), now(),
        refresh == null ? TokenKind.ACCESS : TokenKind.REFRESH,
        refresh == null ? issued.accessToken() : refresh);
  }

  private static SessionUser result(OidcSession session) {
    String text = session.text();
    int size = text.getBytes(StandardCharsets.UTF_8).length;
    if (size > MAX_TEXT_BYTES) {
      throw GypsumException.unauthenticated(
          "the tokens of the identity provider are too large for a session: " + size
              + " bytes with "
              + session.groups().size() + " groups, expected at most " + MAX_TEXT_BYTES
              + "; an administrator should set 'oidc-group-filter' or reduce the size of refresh tokens");
    }
    return new SessionUser(session.user(), text);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}
