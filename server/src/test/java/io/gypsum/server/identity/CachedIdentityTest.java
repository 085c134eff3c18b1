package io.gypsum.server.identity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.decision.User;
import org.junit.jupiter.api.Test;

import static io.gypsum.server.identity.LocalAccountsTest.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CachedIdentityTest {
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void aUserIsCachedForFiveMinutes() {
    Identity identity = cached(token -> new User(token, Set.of(), false));

    assertAskedAgainAfter(Duration.ofMinutes(5), () -> identity.identify("alice"));
    assertThat(identity.identify("bob").login()).isEqualTo("bob");
  }

  @Test
  void aRefusalIsCachedForTenSeconds() {
    Identity identity = cached(token -> {
      throw GypsumException.unauthenticated("refused");
    });

    assertAskedAgainAfter(
        Duration.ofSeconds(10),
        () -> assertFails(Kind.UNAUTHENTICATED, () -> identity.identify("x"), "refused"));
  }

  @Test
  void aFailureIsCachedForOneSecond() {
    Identity identity = cached(token -> {
      throw new GypsumException(Kind.UNAVAILABLE, "down");
    });

    assertAskedAgainAfter(
        Duration.ofSeconds(1),
        () -> assertFails(Kind.UNAVAILABLE, () -> identity.identify("x"), "down"));
  }

  @Test
  void anUnexpectedExceptionIsThrownOnceAndThenReportedAsUnavailable() {
    Identity identity = cached(token -> {
      throw new IllegalStateException("bug");
    });

    assertThatThrownBy(() -> identity.identify("x")).isInstanceOf(IllegalStateException.class);
    assertFails(Kind.UNAVAILABLE, () -> identity.identify("x"), "identity provider");
  }

  @Test
  void invalidTokensEvictNoUser() {
    Identity identity = cached(token -> {
      if (token.startsWith("invalid")) {
        throw GypsumException.unauthenticated("refused");
      }
      return new User(token, Set.of(), false);
    });
    identity.identify("alice");
    for (int i = 0; i < 3 * CachedIdentity.MAX_TOKENS; i++) {
      String token = "invalid" + i;
      assertThatThrownBy(() -> identity.identify(token)).hasMessage("refused");
    }
    asked.set(0);
    identity.identify("alice");
    assertThat(asked).hasValue(0);
  }

  @Test
  void onlyATokenWithoutCachedResultMakesItAskTheProvider() {
    Identity provider = new Identity() {
      @Override
      public User identify(String token) {
        if (token.equals("invalid")) {
          throw GypsumException.unauthenticated("refused");
        }
        return new User(token, Set.of(), false);
      }

      @Override
      public boolean asksProvider(String token) {
        return !token.equals("malformed");
      }
    };
    Identity identity = new CachedIdentity(provider, nanos::get);
    assertThat(identity.asksProvider("malformed")).isFalse();
    for (String token : List.of("alice", "invalid")) {
      assertThat(identity.asksProvider(token)).isTrue();
      assertThatCode(() -> identity.identify(token))
          .satisfiesAnyOf(
              e -> assertThat(e).isNull(), e -> assertThat(e).hasMessage("refused"));
      assertThat(identity.asksProvider(token)).isFalse();
    }
    nanos.addAndGet(CachedIdentity.USER_TTL.toNanos());
    assertThat(identity.asksProvider("alice")).isTrue();
    assertThat(identity.asksProvider("invalid")).isTrue();
  }

  @Test
  void concurrentCallsWithOneTokenShareOneRequest() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    int callers = 20;
    CountDownLatch calling = new CountDownLatch(callers);
    Identity identity = cached(token -> {
      awaitUninterrupted(release);
      return new User("alice", Set.of("lab"), false);
    });
    List<Future<User>> users = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        users.add(threads.submit(() -> {
          calling.countDown();
          return identity.identify("token");
        }));
      }
      calling.await();
      release.countDown();
    }
    for (Future<User> user : users) {
      assertThat(user.get().login()).isEqualTo("alice");
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void aPendingRequestDoesNotDelayOtherTokens() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Identity identity = cached(token -> {
      if (token.equals("slow")) {
        started.countDown();
        awaitUninterrupted(release);
      }
      return new User(token, Set.of(), false);
    });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<User> slow = threads.submit(() -> identity.identify("slow"));
      started.await();
      for (int i = 0; i < 1_000; i++) {
        identity.identify("quick" + i);
      }
      assertThat(slow).isNotDone();
      release.countDown();
    }
  }

  private void assertAskedAgainAfter(Duration lifetime, Runnable call) {
    call.run();
    nanos.addAndGet(lifetime.toNanos() - 1);
    call.run();
    assertThat(asked).hasValue(1);
    nanos.addAndGet(1);
    call.run();
    assertThat(asked).hasValue(2);
  }

  private Identity cached(Identity provider) {
    return new CachedIdentity(
        token -> {
          asked.incrementAndGet();
          return provider.identify(token);
        },
        nanos::get);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
