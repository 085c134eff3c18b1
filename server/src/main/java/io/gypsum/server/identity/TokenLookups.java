package io.gypsum.server.identity;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Caches what an identity provider returned for tokens: results for 5 minutes, refusals for 10 seconds, failures for one
 * second. Concurrent lookups of one token send one request and share its result. Results and failures are cached
 * separately, 10,000 each, so that any number of invalid tokens evicts no result. Stores hashes of tokens, never a token.
 * Thread-safe.
 *
 * @param <T> type of the results
 */
final class TokenLookups<T> {
  static final Duration RESULT_TTL = Duration.ofMinutes(5);
  static final Duration REFUSED_TTL = Duration.ofSeconds(10);
  /** Prevents an unavailable provider from delaying every request. */
  static final Duration FAILED_TTL = Duration.ofSeconds(1);
  static final int MAX_TOKENS = 10_000;

  /** The results, and those of requests that are being sent. */
  private final AsyncCache<TokenHash, LookupResult<T>> results;
  private final Cache<TokenHash, FailedLookup<T>> failures;

  TokenLookups(Ticker ticker) {
    this.results =
        Caffeine.newBuilder()
            .maximumSize(MAX_TOKENS)
            .expireAfterWrite(RESULT_TTL)
            .ticker(ticker)
            .executor(Runnable::run)
            .buildAsync();
    this.failures =
        Caffeine.newBuilder()
            .maximumSize(MAX_TOKENS)
            .expireAfter(
                Expiry.<TokenHash, FailedLookup<T>>creating(
                    (token, failure) -> failure.timeToLive()))
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /** Returns whether {@link #find} would return or throw a cached result. */
  boolean isCached(String token) {
    TokenHash hash = TokenHash.of(token);
    CompletableFuture<LookupResult<T>> known = results.getIfPresent(hash);
    return (known != null && known.isDone()) || failures.getIfPresent(hash) != null;
  }

  /**
   * Returns what {@code request} returned for {@code token}.
   *
   * @param request asks the provider; called by this thread or by that of a concurrent lookup
   * @throws GypsumException the failure of {@code request}, which may be a cached one
   */
  @SuppressWarnings("ReferenceEquality") // the owner of the future sends the request
  T find(String token, Supplier<T> request) {
    TokenHash hash = TokenHash.of(token);
    CompletableFuture<LookupResult<T>> mine = new CompletableFuture<>();
    @Nullable LookupResult<T> result = failures.getIfPresent(hash);
    if (result == null) {
      CompletableFuture<LookupResult<T>> shared = results.get(hash, (key, executor) -> mine);
      // Sent here and not by a thread of the cache: only the thread of the caller may wait.
      result = shared == mine ? ask(request, hash, mine) : await(shared);
    }
    return switch (result) {
      case KnownResult<T>(T value) -> value;
      case FailedLookup<T>(Kind kind, String reason) -> throw new GypsumException(kind, reason);
    };
  }

  /** Completes {@code shared} in any case, so that no other caller waits forever. */
  private LookupResult<T> ask(
      Supplier<T> request, TokenHash hash, CompletableFuture<LookupResult<T>> shared) {
    LookupResult<T> result =
        new FailedLookup<>(Kind.UNAVAILABLE, "the request to the identity provider failed");
    try {
      // The previous owner may have failed since the first lookup.
      @Nullable FailedLookup<T> failed = failures.getIfPresent(hash);
      result = failed == null ? new KnownResult<>(request.get()) : failed;
    } catch (GypsumException e) {
      result = new FailedLookup<>(e.kind(), e.reason());
    } finally {
      if (result instanceof FailedLookup<T> failed) {
        // First, so that every other caller finds the failure or the request.
        failures.asMap().putIfAbsent(hash, failed);
        results.asMap().remove(hash, shared);
      }
      shared.complete(result);
    }
    return result;
  }

  private static <T> LookupResult<T> await(CompletableFuture<LookupResult<T>> result) {
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

  private sealed interface LookupResult<T> {}

  private record KnownResult<T>(T value) implements LookupResult<T> {}

  private record FailedLookup<T>(Kind kind, String reason) implements LookupResult<T> {
    Duration timeToLive() {
      return kind == Kind.UNAUTHENTICATED ? REFUSED_TTL : FAILED_TTL;
    }
  }
}
