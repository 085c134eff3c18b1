package io.gypsum.server.identity;

import java.time.Duration;
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
  /** Keeps a provider that is down from delaying every request. */
  static final Duration FAILED_TTL = Duration.ofSeconds(1);
  private static final int MAX_TOKENS = 10_000;

  private final Identity provider;
  private final AsyncCache<TokenHash, Outcome> outcomes;

  public CachedIdentity(Identity provider) {
    this(provider, Ticker.systemTicker());
  }

  CachedIdentity(Identity provider, Ticker ticker) {
    this.provider = provider;
    this.outcomes =
        Caffeine.newBuilder()
            .maximumSize(MAX_TOKENS)
            .expireAfter(Expiry.<TokenHash, Outcome>creating((token, outcome) -> outcome.timeToLive()))
            .ticker(ticker)
            .executor(Runnable::run)
            .buildAsync();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // whose future it is decides which thread sends the request
  public User identify(String token) {
    CompletableFuture<Outcome> mine = new CompletableFuture<>();
    CompletableFuture<Outcome> shared =
        outcomes.get(TokenHash.of(token), (hash, executor) -> mine);
    if (shared == mine) {
      // Sent here and not by a thread of the cache: only the thread of the caller may wait.
      return ask(token, mine);
    }
    return switch (await(shared)) {
      case Known(User user) -> user;
      case Failed(Kind kind, String reason) -> throw new GypsumException(kind, reason);
    };
  }

  /** Completes {@code shared} in any case, so that no other caller waits forever. */
  private User ask(String token, CompletableFuture<Outcome> shared) {
    Outcome outcome = new Failed(Kind.UNAVAILABLE, "the request to the identity provider failed");
    try {
      User user = provider.identify(token);
      outcome = new Known(user);
      return user;
    } catch (GypsumException e) {
      outcome = new Failed(e.kind(), e.reason());
      throw e;
    } finally {
      shared.complete(outcome);
    }
  }

  private static Outcome await(CompletableFuture<Outcome> outcome) {
    try {
      return outcome.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GypsumException(
          Kind.UNAVAILABLE, "interrupted while waiting for the identity provider", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("an outcome never completes exceptionally", e);
    }
  }

  private sealed interface Outcome {
    Duration timeToLive();
  }

  private record Known(User user) implements Outcome {
    @Override
    public Duration timeToLive() {
      return USER_TTL;
    }
  }

  private record Failed(Kind kind, String reason) implements Outcome {
    @Override
    public Duration timeToLive() {
      return kind == Kind.UNAUTHENTICATED ? REFUSED_TTL : FAILED_TTL;
    }
  }
}
