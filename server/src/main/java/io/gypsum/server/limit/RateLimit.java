package io.gypsum.server.limit;

import java.time.Duration;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;

/**
 * Limits the rate of each client with a token bucket, which holds the permits of one minute and is refilled
 * continuously. Exact for any number of threads. Tracks a bounded number of clients; beyond it, rarely seen clients may
 * start again with a full bucket. Thread-safe.
 *
 * @param <K> identifies a client
 */
public final class RateLimit<K> {
  /** A client that was idle for so long has a full bucket, like one that was never seen. */
  private static final Duration REFILL_TIME = Duration.ofMinutes(1);

  private final int perMinute;
  private final Bandwidth bandwidth;
  private final TimeMeter time;
  private final Cache<K, Bucket> buckets;

  /**
   * @param perMinute 0 for no limit
   * @param maxClients maximum number of tracked clients; each takes about 500 bytes
   * @param nanoTime such as {@link System#nanoTime}
   */
  public RateLimit(int perMinute, int maxClients, LongSupplier nanoTime) {
    this.perMinute = perMinute;
    int capacity = Math.max(1, perMinute);
    this.bandwidth =
        Bandwidth.builder().capacity(capacity).refillGreedy(capacity, REFILL_TIME).build();
    this.time = new NanoTime(nanoTime);
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(maxClients)
            .expireAfterAccess(REFILL_TIME)
            .ticker(nanoTime::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  int perMinute() {
    return perMinute;
  }

  /** Counts once for this client. Returns zero, or how long to wait until the client may try again. */
  public Duration spend(K client) {
    if (perMinute == 0) {
      return Duration.ZERO;
    }
    Bucket bucket = bucket(client);
    if (bucket.tryConsume(1)) {
      return Duration.ZERO;
    }
    // The library rounds down, to 0 in the last nanosecond; the bucket may have been refilled meanwhile.
    long nanos = bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
    return Duration.ofNanos(Math.max(1, nanos));
  }

  /** Undoes one successful {@link #spend}. */
  void refund(K client) {
    if (perMinute > 0) {
      bucket(client).addTokens(1);
    }
  }

  private Bucket bucket(K client) {
    return buckets.get(
        client,
        key -> Bucket.builder()
            .addLimit(bandwidth)
            .withCustomTimePrecision(time)
            .withSynchronizationStrategy(SynchronizationStrategy.SYNCHRONIZED)
            .build());
  }

  /** Returns the number of tracked clients. */
  long clients() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }

  private record NanoTime(LongSupplier source) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return source.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
