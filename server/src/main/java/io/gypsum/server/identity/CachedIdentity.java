package io.gypsum.server.identity;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.decision.User;

/**
 * Caches the results of a slow identity provider for the 10,000 tokens used last: users for 5 minutes, refused tokens for
 * 10 seconds, failures for one second. Concurrent calls with one token send one request and share its result. Stores
 * hashes of tokens, never a token.
 */
public final class CachedIdentity implements Identity {
  static final Duration USER_TTL = Duration.ofMinutes(5);
  static final Duration REFUSED_TTL = Duration.ofSeconds(10);
  /** Prevents an unavailable provider from delaying every request. */
  static final Duration FAILED_TTL = Duration.ofSeconds(1);
  private static final int MAX_TOKENS = 10_000;

  private final Identity provider;
  private final AsyncCache<TokenHash, CachedResult> results;

  public CachedIdentity(Identity provider) {
    this(provider, Ticker.systemTicker());
  }

  CachedIdentity(Identity provider, Ticker ticker) {
    this.provider = provider;
    this.results =
        Caffeine.newBuilder()
            .maximumSize(MAX_TOKENS)
            .expireAfter(
                Expiry.<TokenHash, CachedResult>creating((token, result) -> result.timeToLive()))
            .ticker(ticker)
            .executor(Runnable::run)
            .buildAsync();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the owner of the future sends the request
  public User identify(String token) {
    CompletableFuture<CachedResult> mine = new CompletableFuture<>();
    CompletableFuture<CachedResult> shared =
        results.get(TokenHash.of(token), (hash, executor) -> mine);
    if (shared == mine) {
      // Sent here and not by a thread of the cache: only the thread of the caller may wait.
      return ask(token, mine);
    }
    return switch (await(shared)) {
      case KnownUser(User user) -> user;
      case FailedLookup(Kind kind, String reason) -> throw new GypsumException(kind, reason);
    };
  }

  @Override
  public Optional<User> current(User user) {
    return provider.current(user);
  }

  /** Completes {@code shared} in any case, so that no other caller waits forever. */
  private User ask(String token, CompletableFuture<CachedResult> shared) {
    CachedResult result =
        new FailedLookup(Kind.UNAVAILABLE, "the request to the identity provider failed");
    try {
      User user = provider.identify(token);
      result = new KnownUser(user);
      return user;
    } catch (GypsumException e) {
      result = new FailedLookup(e.kind(), e.reason());
      throw e;
    } finally {
      shared.complete(result);
    }
  }

  private static CachedResult await(CompletableFuture<CachedResult> result) {
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GypsumException(
          Kind.UNAVAILABLE, "interrupted while waiting for the identity provider", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the lookup failed unexpectedly", e);
    }
  }

  private sealed interface CachedResult {
    Duration timeToLive();
  }

  private record KnownUser(User user) implements CachedResult {
    @Override
    public Duration timeToLive() {
      return USER_TTL;
    }
  }

  private record FailedLookup(Kind kind, String reason) implements CachedResult {
    @Override
    public Duration timeToLive() {
      return kind == Kind.UNAUTHENTICATED ? REFUSED_TTL : FAILED_TTL;
    }
  }
}
