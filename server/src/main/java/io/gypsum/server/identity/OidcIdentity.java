package io.gypsum.server.identity;

import java.time.InstantSource;
import java.util.Map;

import com.github.benmanes.caffeine.cache.Ticker;
import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;
import io.gypsum.server.identity.oidc.ClaimEndpoints;
import io.gypsum.server.identity.oidc.OidcProvider;
import io.gypsum.server.identity.oidc.TokenVerifier;

/**
 * Identifies users by access tokens and ID tokens of an OpenID Connect provider. A signed token (JWT) is verified for each request
 * on this machine, so it is valid until it expires. If it lacks the login or the groups, and for a token of another form, the provider
 * is asked, and its result cached as {@link TokenLookups} describes. Thread-safe.
 */
public final class OidcIdentity implements Identity {
  /** Leaves space for other headers of the request. */
  private static final int MAX_TOKEN_CHARACTERS = 16 * 1024;

  private final TokenVerifier verifier;
  private final ClaimEndpoints endpoints;
  private final OidcUsers users;
  private final TokenLookups<User> lookups;

  public OidcIdentity(OidcProvider provider, InstantSource clock) {
    this(provider, clock, Ticker.systemTicker());
  }

  /** @param ticker determines how long results are cached */
  OidcIdentity(OidcProvider provider, InstantSource clock, Ticker ticker) {
    this.verifier = new TokenVerifier(provider, clock);
    this.endpoints = new ClaimEndpoints(provider, verifier);
    this.users = new OidcUsers(provider.settings().claims());
    this.lookups = new TokenLookups<>(ticker);
  }

  /** False for signed tokens: the provider is asked only about those whose signature is valid. */
  @Override
  public boolean asksProvider(String token) {
    return isSendable(token) && !TokenVerifier.isJwt(token) && endpoints.acceptsOpaque()
        && !lookups.isCached(token);
  }

  @Override
  public User identify(String token) {
    if (!isSendable(token)) {
      throw GypsumException.unauthenticated(
          "invalid access token: expected 1 to " + MAX_TOKEN_CHARACTERS
              + " visible ASCII characters");
    }
    if (!TokenVerifier.isJwt(token)) {
      return lookups.find(token, () -> users.user(endpoints.opaqueClaims(token)));
    }
    Map<String, Object> claims = verifier.accessClaims(token);
    return users.isComplete(claims)
        ? users.user(claims)
        : lookups.find(token, () -> users.user(endpoints.completed(claims, token)));
  }

  private static boolean isSendable(String token) {
    return !token.isEmpty() && token.length() <= MAX_TOKEN_CHARACTERS
        && token.chars().allMatch(c -> c > ' ' && c <= '~');
  }
}
