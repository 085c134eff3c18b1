package io.gypsum.server.limit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimitTest {
  private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);

  @Test
  void aClientMaySpendAMinuteAtOnceAndThenAtTheRate() {
    RateLimit<String> limit = limit(60, 100);
    for (int i = 0; i < 60; i++) {
      assertThat(limit.spend("a")).isEqualTo(Duration.ZERO);
    }
    assertThat(limit.spend("a")).isEqualTo(Duration.ofSeconds(1));
    assertThat(limit.spend("b")).isEqualTo(Duration.ZERO);
    pass(Duration.ofSeconds(1).minusNanos(1));
    assertThat(limit.spend("a")).isEqualTo(Duration.ofNanos(1));
    pass(Duration.ofNanos(1));
    assertThat(limit.spend("a")).isEqualTo(Duration.ZERO);
    assertThat(limit.spend("a")).isPositive();
    pass(Duration.ofMinutes(10));
    assertThat(granted(limit, "a", 1_000)).isEqualTo(60);
  }

  @Test
  void aRefusalAlwaysReturnsAWaitAndThatIsEnough() {
    RateLimit<String> limit = limit(7, 100);
    granted(limit, "a", 7);
    for (int i = 0; i < 100; i++) {
      Duration wait = limit.spend("a");
      assertThat(wait).isPositive();
      pass(wait.minusNanos(1));
      assertThat(limit.spend("a")).isPositive();
      pass(Duration.ofNanos(2));
      assertThat(limit.spend("a")).isEqualTo(Duration.ZERO);
    }
  }

  /** The library rounds waits down to 0, which must not be mistaken for a permission. */
  @Test
  void aClientThatWaitsAsLongAsItIsToldNeverExceedsTheRate() {
    RateLimit<String> limit = limit(7, 100);
    granted(limit, "a", 7);
    long start = nanos.get();
    int granted = 0;
    for (int i = 0; i < 1_000; i++) {
      Duration wait = limit.spend("a");
      granted += wait.isZero() ? 1 : 0;
      pass(wait);
    }
    long elapsed = nanos.get() - start;
    assertThat(granted).isPositive().isLessThanOrEqualTo((int) (elapsed * 7 / 60_000_000_000L));
  }

  @Test
  void aRefundIsOneMore() {
    RateLimit<String> limit = limit(3, 100);
    granted(limit, "a", 3);
    limit.refund("a");
    assertThat(granted(limit, "a", 10)).isEqualTo(1);
    for (int i = 0; i < 10; i++) {
      limit.refund("b");
    }
    assertThat(granted(limit, "b", 10)).as("never more than the capacity").isEqualTo(3);
  }

  @Test
  void zeroIsNoLimitAndRemembersNothing() {
    RateLimit<String> limit = limit(0, 100);
    assertThat(granted(limit, "a", 10_000)).isEqualTo(10_000);
    limit.refund("a");
    assertThat(limit.clients()).isZero();
  }

  @Test
  void manyThreadsCannotSpendMore() throws Exception {
    RateLimit<Integer> limit = limit(1_000, 100);
    AtomicInteger granted = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 5_000; i++) {
        int client = i % 2;
        var _ = threads.submit(() -> {
          go.await();
          return limit.spend(client).isZero() ? granted.incrementAndGet() : 0;
        });
      }
      go.countDown();
    }
    assertThat(granted).hasValue(2_000);
  }

  @Test
  void theNumberOfClientsRememberedIsBounded() {
    RateLimit<Integer> limit = limit(1_000, 100);
    IntStream.range(0, 100).forEach(limit::spend);
    assertThat(limit.clients()).isEqualTo(100);
    IntStream.range(100, 100_000).forEach(limit::spend);
    assertThat(limit.clients()).isEqualTo(100);
    pass(Duration.ofMinutes(1));
    assertThat(limit.clients()).as("idle clients are forgotten").isZero();
  }

  /** An address that sends many requests is not forgotten because of many others that send one. */
  @Test
  void aFrequentClientStaysLimitedAmongManyOthers() {
    RateLimit<Integer> limit = limit(10, 100);
    int granted = 0;
    for (int i = 1; i < 10_000; i++) {
      limit.spend(i);
      granted += granted(limit, 0, 3);
    }
    assertThat(granted).isLessThan(100);
  }

  private <K> RateLimit<K> limit(int perMinute, int clients) {
    return new RateLimit<>(perMinute, clients, nanos::get);
  }

  private static <K> int granted(RateLimit<K> limit, K client, int attempts) {
    return (int) IntStream.range(0, attempts).filter(i -> limit.spend(client).isZero()).count();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
