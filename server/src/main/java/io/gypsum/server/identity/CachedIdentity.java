package io.gypsum.server.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.decision.User;
import org.jspecify.annotations.Nullable;

/**
 * Caches the results of a slow identity provider: users for 5 minutes, refused tokens for 10 seconds, failures for one
 * second. Concurrent calls with one token send one request and share its result. Users and failed tokens are cached
 * apart, 10,000 each, so that any number of invalid tokens evicts no user. Stores hashes of tokens, never a token.
 */
public final class CachedIdentity implements Identity {
  static final Duration USER_TTL = Duration.ofMinutes(5);
  static final Duration REFUSED_TTL = Duration.ofSeconds(10);
  /** Prevents an unavailable provider from delaying every request. */
  static final Duration FAILED_TTL = Duration.ofSeconds(1);
  static final int MAX_TOKENS = 10_000;

  private final Identity provider;
  /** The users, and the results of requests that are being sent. */
  private final AsyncCache<TokenHash, LookupResult> users;
  private final Cache<TokenHash, FailedLookup> failures;

  public CachedIdentity(Identity provider) {
    this(provider, Ticker.systemTicker());
  }

  CachedIdentity(Identity provider, Ticker ticker) {
    this.provider = provider;
    this.users =
        Caffeine.newBuilder()
            .maximumSize(MAX_TOKENS)
            .expireAfterWrite(USER_TTL)
            .ticker(ticker)
            .executor(Runnable::run)
            .buildAsync();
    this.failures =
        Caffeine.newBuilder()
            .maximumSize(MAX_TOKENS)
            .expireAfter(
                Expiry.<TokenHash, FailedLookup>creating(
                    (token, failure) -> failure.timeToLive()))
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  @Override
  public boolean asksProvider(String token) {
    return provider.asksProvider(token) && !isCached(token);
  }

  private boolean isCached(String token) {
    TokenHash hash = TokenHash.of(token);
    CompletableFuture<LookupResult> known = users.getIfPresent(hash);
    return (known != null && known.isDone()) || failures.getIfPresent(hash) != null;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the owner of the future sends the request
  public User identify(String token) {
    TokenHash hash = TokenHash.of(token);
    CompletableFuture<LookupResult> mine = new CompletableFuture<>();
    @Nullable LookupResult result = failures.getIfPresent(hash);
    if (result == null) {
      CompletableFuture<LookupResult> shared = users.get(hash, (key, executor) -> mine);
      // Sent here and not by a thread of the cache: only the thread of the caller may wait.
      result = shared == mine ? ask(token, hash, mine) : await(shared);
    }
    return switch (result) {
      case KnownUser(User user) -> user;
      case FailedLookup(Kind kind, String reason) -> throw new GypsumException(kind, reason);
    };
  }

  @Override
  public Optional<User> current(User user, Instant since) {
    return provider.current(user, since);
  }

  /** Completes {@code shared} in any case, so that no other caller waits forever. */
  private LookupResult ask(
      String token, TokenHash hash, CompletableFuture<LookupResult> shared) {
    LookupResult result =
        new FailedLookup(Kind.UNAVAILABLE, "the request to the identity provider failed");
    try {
      // The previous owner may have failed since the first look.
      @Nullable FailedLookup failed = failures.getIfPresent(hash);
      result = failed == null ? new KnownUser(provider.identify(token)) : failed;
    } catch (GypsumException e) {
      result = new FailedLookup(e.kind(), e.reason());
    } finally {
      if (result instanceof FailedLookup failed) {
        // First, so that every other caller finds the failure or the request.
        failures.asMap().putIfAbsent(hash, failed);
        users.asMap().remove(hash, shared);
      }
      shared.complete(result);
    }
    return result;
  }

  private static LookupResult await(CompletableFuture<LookupResult> result) {
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

  private sealed interface LookupResult {}

  private record KnownUser(User user) implements LookupResult {}

  private record FailedLookup(Kind kind, String reason) implements LookupResult {
    Duration timeToLive() {
      return kind == Kind.UNAUTHENTICATED ? REFUSED_TTL : FAILED_TTL;
    }
  }
}
