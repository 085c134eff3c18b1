package io.gypsum.server.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;

import com.github.benmanes.caffeine.cache.Ticker;
import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;
import io.gypsum.server.identity.OidcSession.ProviderToken;
import io.gypsum.server.identity.OidcSession.TokenKind;
import io.gypsum.server.identity.oidc.AuthorizationFlow;
import io.gypsum.server.identity.oidc.AuthorizationFlow.CompletedFlow;
import io.gypsum.server.identity.oidc.ClaimEndpoints;
import io.gypsum.server.identity.oidc.ClaimValues;
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
  /** Maximum age of groups that the provider did not confirm again; about the lifetime of an access token. */
  static final Duration MAX_TOKEN_GROUPS_AGE = Duration.ofHours(1);

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
        isConfirmed ? session : renewals.find(session.token().text(), () -> renewed(session)));
  }

  private OidcSession renewed(OidcSession session) {
    OidcSession renewed =
        switch (session.token().kind()) {
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
    IssuedTokens issued = tokens.refresh(session.token().text());
    String idToken = issued.idToken();
    if (idToken == null) {
      Map<String, Object> claims = verifier.ownClaims(issued.accessToken(), session.subject());
      Map<String, Object> all =
          ClaimValues.combined(claims, userInfo(issued.accessToken(), session.subject()));
      return session(all, users.hasGroups(claims), issued, session);
    }
    Map<String, Object> claims = verifier.idClaims(idToken, null);
    if (!session.subject().equals(claims.get("sub"))) {
      throw GypsumException.unauthenticated(
          "the identity provider returned tokens of another user: sign in again");
    }
    return session(claims, issued, session);
  }

  private OidcSession confirmed(OidcSession session) {
    return session(
        userInfo(session.token().text(), session.subject()), false,
        new IssuedTokens(null, session.token().text(), null), session);
  }

  private Map<String, Object> userInfo(String accessToken, String subject) {
    Map<String, Object> claims = endpoints.userInfo(accessToken, subject);
    if (claims == null) {
      throw GypsumException.unauthenticated(
          "your session at the identity provider has ended, or your account was disabled there: sign in again");
    }
    return claims;
  }

  /**
   * @param idClaims those of the ID token; other sources complete them
   * @param previous the session that is renewed; null at the sign-in
   */
  private OidcSession session(
      Map<String, Object> idClaims, IssuedTokens issued, @Nullable OidcSession previous) {
    String token = issued.accessToken();
    Map<String, Object> claims = idClaims;
    if (!users.isComplete(claims)) {
      claims =
          ClaimValues.combined(
              claims, verifier.ownClaims(token, String.valueOf(claims.get("sub"))));
    }
    boolean hasTokenGroups = users.hasGroups(claims);
    if (!users.isComplete(claims)) {
      claims = endpoints.completed(claims, token);
    }
    return session(claims, hasTokenGroups, issued, previous);
  }

  /** @param hasTokenGroups whether the groups are those of a new token */
  private OidcSession session(
      Map<String, Object> claims, boolean hasTokenGroups, IssuedTokens issued,
      @Nullable OidcSession previous) {
    User user = users.user(claims);
    Instant now = now();
    Set<String> groups = user.organizations();
    Instant tokenGroups = hasTokenGroups ? now : null;
    if (previous != null && previous.tokenGroups() != null && !users.hasGroups(claims)) {
      groups = previous.groups();
      tokenGroups = stillValid(previous.tokenGroups(), now);
    }
    return new OidcSession(
        String.valueOf(claims.get("sub")), user.login(), groups, tokenGroups, now,
        next(issued, previous));
  }

  /** Returns the token for the next check. */
  private static ProviderToken next(IssuedTokens issued, @Nullable OidcSession previous) {
    if (issued.refreshToken() != null) {
      return new ProviderToken(TokenKind.REFRESH, issued.refreshToken());
    }
    return previous != null && previous.token().kind() == TokenKind.REFRESH
        ? previous.token()
        : new ProviderToken(TokenKind.ACCESS, issued.accessToken());
  }

  /**
   * Returns the time at which a token last contained the groups, if the new tokens do not contain them.
   *
   * @throws GypsumException UNAUTHENTICATED when they are too old
   */
  private static Instant stillValid(Instant tokenGroups, Instant now) {
    if (!now.isBefore(tokenGroups.plus(MAX_TOKEN_GROUPS_AGE))) {
      throw GypsumException.unauthenticated(
          "the identity provider has not confirmed your groups for "
              + MAX_TOKEN_GROUPS_AGE.toHours()
              + " hour: sign in again; an administrator can avoid this by adding the claim of groups to the responses of"
              + " the userinfo endpoint");
    }
    return tokenGroups;
  }

  private static SessionUser result(OidcSession session) {
    return new SessionUser(session.user(), session.text());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}
