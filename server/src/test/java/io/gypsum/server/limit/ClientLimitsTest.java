package io.gypsum.server.limit;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.gypsum.server.limit.ClientAddress.Origin;
import io.gypsum.server.limit.ClientLimits.Concurrency;
import io.gypsum.server.limit.ClientLimits.Limit;
import io.gypsum.server.limit.ClientLimits.Rates;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ClientLimitsTest {
  private static final InetAddress LOOPBACK = IpLiterals.parse("127.0.0.1");
  private static final InetAddress PROXY = IpLiterals.parse("10.0.0.1");

  private final AtomicLong nanos = new AtomicLong();
  private final ConcurrentLinkedQueue<Limit> refused = new ConcurrentLinkedQueue<>();

  @Test
  void eachLimitRefusesWithItsReasonAndTheTimeToWait() {
    ClientLimits limits = limits(new Concurrency(1, 1), new Rates(2, 2, 2), false);
    ClientAddress client = client("192.0.2.7");

    limits.beginRequest(client);
    assertRefused(
        () -> limits.beginRequest(client), 2,
        "too many concurrent requests from '192.0.2.7': expected at most 1; try again in 2 seconds");
    limits.requestEnded(client);
    assertThatCode(() -> limits.beginRequest(client)).doesNotThrowAnyException();

    twice(() -> limits.countRequest(client, true));
    assertRefused(
        () -> limits.countRequest(client, true), 30,
        "too many reads from '192.0.2.7': expected at most 2 per minute; try again in 30 seconds");
    twice(() -> limits.countRequest(client, false));
    assertRefused(() -> limits.countRequest(client, false), 30, "too many writes from");
    twice(() -> limits.countFailedSignIn(client));
    assertRefused(() -> limits.countFailedSignIn(client), 30, "too many invalid access tokens");
    limits.forgetFailedSignIn(client);
    limits.countFailedSignIn(client);

    // A user is limited from all addresses together.
    twice(() -> limits.countRequest(client, "ada", false));
    assertRefused(
        () -> limits.countRequest(client("192.0.2.8"), "ada", false), 30,
        "too many writes of 'ada'");
    twice(() -> limits.countRequest(client, "bob", true));
    assertRefused(() -> limits.countRequest(client, "bob", true), 30, "too many reads of 'bob'");
    limits.countRequest(client, "eve", true);

    assertThat(limits.openConnection(client.address())).isTrue();
    assertThat(limits.openConnection(client.address())).isFalse();
    limits.connectionClosed(client.address());
    assertThat(limits.openConnection(client.address())).isTrue();
    assertThat(refused)
        .containsExactly(
            Limit.REQUESTS, Limit.READS, Limit.WRITES, Limit.FAILED_SIGN_INS, Limit.USER_WRITES,
            Limit.USER_READS, Limit.CONNECTIONS);
  }

  @Test
  void waitsAreRoundedUpToSeconds() {
    ClientLimits limits = limits(Concurrency.UNLIMITED, new Rates(0, 600, 0), false);
    ClientAddress client = client("192.0.2.7");
    IntStream.range(0, 600).forEach(i -> limits.countRequest(client, false));
    assertRefused(() -> limits.countRequest(client, false), 1, "try again in 1 seconds");
  }

  @Test
  void clientsOnThisMachineAreNotLimitedUnlessAProxyForwardedThem() {
    ClientLimits limits = limits(new Concurrency(1, 1), new Rates(1, 1, 1), false);
    ClientAddress local = ClientAddress.ofPeer(LOOPBACK);
    for (int i = 0; i < 100; i++) {
      assertThat(limits.openConnection(LOOPBACK)).isTrue();
      limits.beginRequest(local);
      limits.countRequest(local, true);
      limits.countFailedSignIn(local);
      limits.countRequest(local, "ada", false);
    }
    for (Origin origin : new Origin[] {Origin.FORWARDED, Origin.UNREADABLE}) {
      ClientAddress forwarded = new ClientAddress(LOOPBACK, origin);
      limits.countRequest(forwarded, true);
      assertRefused(() -> limits.countRequest(forwarded, true), 60, "too many reads");
    }
  }

  @Test
  void clientsOnThisMachineCanBeLimitedForTests() {
    ClientLimits limits = limits(new Concurrency(1, 1), new Rates(1, 1, 1), true);
    limits.beginRequest(ClientAddress.ofPeer(LOOPBACK));
    assertRefused(() -> limits.beginRequest(ClientAddress.ofPeer(LOOPBACK)), 2, "concurrent");
    assertThat(limits.openConnection(LOOPBACK)).isTrue();
    assertThat(limits.openConnection(LOOPBACK)).isFalse();
  }

  @Test
  void connectionsOfATrustedProxyAreNotLimitedButItsRequestsAre() {
    ClientLimits limits = limits(new Concurrency(1, 1), Rates.UNLIMITED, false);
    for (int i = 0; i < 100; i++) {
      assertThat(limits.openConnection(PROXY)).isTrue();
    }
    limits.beginRequest(ClientAddress.ofPeer(PROXY));
    assertRefused(() -> limits.beginRequest(ClientAddress.ofPeer(PROXY)), 2, "concurrent");
  }

  @Test
  void zeroIsNoLimit() {
    ClientLimits limits = limits(Concurrency.UNLIMITED, Rates.UNLIMITED, true);
    ClientAddress client = client("192.0.2.7");
    for (int i = 0; i < 10_000; i++) {
      limits.beginRequest(client);
      limits.countRequest(client, true);
      limits.countRequest(client, false);
      limits.countFailedSignIn(client);
      limits.countRequest(client, "ada", true);
      assertThat(limits.openConnection(client.address())).isTrue();
    }
    assertThat(refused).isEmpty();
  }

  @Test
  void concurrentRequestsAreCountedExactlyByManyThreads() throws Exception {
    ConcurrencyLimit limit = new ConcurrencyLimit(10);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger entered = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    ClientAddress.Group group = client("192.0.2.7").group();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 5_000; i++) {
        var _ = threads.submit(() -> {
          go.await();
          if (limit.enter(group)) {
            entered.incrementAndGet();
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            LockSupport.parkNanos(1);
            running.decrementAndGet();
            limit.leave(group);
          }
          return null;
        });
      }
      go.countDown();
    }
    assertThat(most.get()).isBetween(1, 10);
    assertThat(entered.get()).isGreaterThanOrEqualTo(10);
    assertThat(limit.clients()).as("clients remembered after all requests ended").isZero();
    assertThat(IntStream.range(0, 20).filter(i -> limit.enter(group)).count()).isEqualTo(10);
  }

  private ClientLimits limits(Concurrency concurrency, Rates rates, boolean limitLoopback) {
    return new ClientLimits(
        new ClientAddresses(List.of(AddressRange.parse("10.0.0.0/8"))), concurrency, rates,
        limitLoopback, nanos::get, refused::add);
  }

  private static ClientAddress client(String address) {
    return ClientAddress.ofPeer(IpLiterals.parse(address));
  }

  private static void twice(Runnable action) {
    action.run();
    action.run();
  }

  private static void assertRefused(ThrowingCallable action, long seconds, String reason) {
    TooManyRequestsException refusal =
        catchThrowableOfType(TooManyRequestsException.class, action);
    assertThat(refusal).as("refusal with '%s'", reason).isNotNull().hasMessageContaining(reason);
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
  }
}
