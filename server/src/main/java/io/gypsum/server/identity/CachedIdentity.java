package io.gypsum.server.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import com.github.benmanes.caffeine.cache.Ticker;
import io.gypsum.core.decision.User;

/** Caches the users of a slow identity provider, and the tokens that it refused, as {@link TokenLookups} describes. */
public final class CachedIdentity implements Identity {
  static final Duration USER_TTL = TokenLookups.RESULT_TTL;
  static final int MAX_TOKENS = TokenLookups.MAX_TOKENS;

  private final Identity provider;
  private final TokenLookups<User> lookups;

  public CachedIdentity(Identity provider) {
    this(provider, Ticker.systemTicker());
  }

  CachedIdentity(Identity provider, Ticker ticker) {
    this.provider = provider;
    this.lookups = new TokenLookups<>(ticker);
  }

  @Override
  public boolean asksProvider(String token) {
    return provider.asksProvider(token) && !lookups.isCached(token);
  }

  @Override
  public User identify(String token) {
    return lookups.find(token, () -> provider.identify(token));
  }

  @Override
  public Optional<User> current(User user, Instant since) {
    return provider.current(user, since);
  }
}
