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
 * Remembers the answers of an identity that is slow to ask: users for 5 minutes, refusals for 10 seconds, failures for
 * one; of the 10,000 tokens used last. Of simultaneous calls with one token one asks and all get its answer. Keeps
 * hashes of tokens, never a token.
 */
public final class CachedIdentity implements Identity {
  static final Duration KNOWN = Duration.ofMinutes(5);
  static final Duration REFUSED = Duration.ofSeconds(10);
  /** So that a provider that is down does not take every request's time. */
  static final Duration FAILED = Duration.ofSeconds(1);
  private static final int MAX_TOKENS = 10_000;

  private final Identity provider;
  private final AsyncCache<TokenHash, Answer> answers;

  public CachedIdentity(Identity provider) {
    this(provider, Ticker.systemTicker());
  }

  CachedIdentity(Identity provider, Ticker ticker) {
    this.provider = provider;
    this.answers =
        Caffeine.newBuilder()
            .maximumSize(MAX_TOKENS)
            .expireAfter(Expiry.<TokenHash, Answer>creating((token, answer) -> answer.lifetime()))
            .ticker(ticker)
            .executor(Runnable::run)
            .buildAsync();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // which future it is says who asks
  public User identify(String token) {
    CompletableFuture<Answer> mine = new CompletableFuture<>();
    CompletableFuture<Answer> shared =
        answers.get(TokenHash.of(token), (hash, executor) -> mine);
    if (shared == mine) {
      // Asked here and not by the cache's threads: the caller's own thread is the one that may wait.
      return ask(token, mine);
    }
    return switch (await(shared)) {
      case Known(User user) -> user;
      case Failed(Kind kind, String reason) -> throw new GypsumException(kind, reason);
    };
  }

  /** Whatever happens, all who wait get an answer. */
  private User ask(String token, CompletableFuture<Answer> forAll) {
    Answer answer = new Failed(Kind.UNAVAILABLE, "asking the identity provider failed");
    try {
      User user = provider.identify(token);
      answer = new Known(user);
      return user;
    } catch (GypsumException e) {
      answer = new Failed(e.kind(), e.reason());
      throw e;
    } finally {
      forAll.complete(answer);
    }
  }

  private static Answer await(CompletableFuture<Answer> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GypsumException(
          Kind.UNAVAILABLE, "stopped while waiting for the identity provider", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("an answer never completes exceptionally", e);
    }
  }

  private sealed interface Answer {
    Duration lifetime();
  }

  private record Known(User user) implements Answer {
    @Override
    public Duration lifetime() {
      return KNOWN;
    }
  }

  private record Failed(Kind kind, String reason) implements Answer {
    @Override
    public Duration lifetime() {
      return kind == Kind.UNAUTHENTICATED ? REFUSED : FAILED;
    }
  }
}
