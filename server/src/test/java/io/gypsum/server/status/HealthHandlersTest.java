package io.gypsum.server.status;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.gypsum.core.GypsumException;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.TestHttp;
import io.gypsum.server.status.HealthChecks.HealthCheck;
import io.gypsum.server.status.HealthChecks.HealthResult;
import io.gypsum.server.status.HealthChecks.HealthState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HealthHandlersTest {
  private static final Duration TIMEOUT = Duration.ofMillis(200);
  private static final Duration WAIT = Duration.ofMinutes(1);

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void aServerThatCanReadItsStoreIsReady() throws IOException {
    try (HttpServer server = start(handlers(() -> {}))) {
      RawHttp.Answer answer = RawHttp.ask(server.port(), "GET", "/health");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("{\"status\":\"ok\",\"live\":true,\"ready\":true}");
      assertThat(RawHttp.ask(server.port(), "GET", "/health/ready").status()).isEqualTo(200);
      assertThat(RawHttp.ask(server.port(), "GET", "/health/live").status()).isEqualTo(200);
    }
  }

  @Test
  void aServerWhoseStoreFailsIsLiveButNotReady() throws IOException {
    Runnable failing = () -> {
      throw new IllegalStateException("no store");
    };
    try (HttpServer server = start(handlers(failing))) {
      RawHttp.Answer answer = RawHttp.ask(server.port(), "GET", "/health");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.text())
          .isEqualTo(
              "{\"status\":\"unavailable\",\"live\":true,\"ready\":false,"
                  + "\"reason\":\"a check failed; the server's log contains the cause\"}");
      assertThat(RawHttp.ask(server.port(), "GET", "/health/ready").status()).isEqualTo(503);
      assertThat(RawHttp.ask(server.port(), "GET", "/health/live").status()).isEqualTo(200);
    }
  }

  @Test
  void theFirstCheckThatFailsIsTheReasonUntilItSucceedsAgain() throws IOException {
    AtomicReference<String> problem = new AtomicReference<>("no user can sign in");
    Runnable failing = () -> {
      if (problem.get() != null) {
        throw new GypsumException(GypsumException.Kind.UNAVAILABLE, problem.get());
      }
    };
    Runnable next = () -> {
      throw new IllegalStateException("never reached");
    };
    AtomicReference<Runnable> second = new AtomicReference<>(next);
    try (HttpServer server =
        start(handlers(failing, () -> second.get().run()))) {
      RawHttp.Answer answer = RawHttp.ask(server.port(), "GET", "/health/ready");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.text()).contains("\"ready\":false,\"reason\":\"no user can sign in\"}");

      problem.set(null);
      second.set(() -> {});
      assertThat(RawHttp.ask(server.port(), "GET", "/health/ready").status()).isEqualTo(200);
    }
  }

  @Test
  void aStoreThatHangsIsCheckedOnce() throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger checks = new AtomicInteger();
    Runnable hanging = () -> {
      checks.incrementAndGet();
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
    try (HttpServer server = start(handlers(hanging))) {
      for (int i = 0; i < 3; i++) {
        assertThat(RawHttp.ask(server.port(), "GET", "/health/ready").status()).isEqualTo(503);
      }
      assertThat(checks).hasValue(1);
    } finally {
      end.countDown();
    }
  }

  @Test
  void aServerThatIsStoppingIsNotReady() throws IOException {
    HealthChecks checks = checks(() -> {});
    try (HttpServer server = start(new HealthHandlers(checks))) {
      checks.markStopping();
      assertThat(RawHttp.ask(server.port(), "GET", "/health/ready").status()).isEqualTo(503);
    }
  }

  @Test
  void theResultsNameTheCheckThatFailedAndThoseThatDidNotRun() {
    HealthChecks checks = checks(() -> {}, () -> {
      throw new GypsumException(GypsumException.Kind.UNAVAILABLE, "no user can sign in");
    }, () -> {});
    assertThat(checks.results(WAIT)).containsExactly(
        new HealthResult("check 0", HealthState.OK, null),
        new HealthResult("check 1", HealthState.FAILED, "no user can sign in"),
        new HealthResult("check 2", HealthState.NOT_RUN, null));
    assertThat(checks(() -> {}).results(WAIT))
        .containsExactly(new HealthResult("check 0", HealthState.OK, null));
  }

  @Test
  void theResultsOfACheckThatHangsAreReturnedWithoutWaitingForIt() {
    CountDownLatch end = new CountDownLatch(1);
    HealthChecks checks = checks(() -> {
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }, () -> {});
    try {
      assertThat(checks.results(Duration.ZERO)).containsExactly(
          new HealthResult("check 0", HealthState.RUNNING, null),
          new HealthResult("check 1", HealthState.NOT_RUN, null));
    } finally {
      end.countDown();
    }
    assertThat(checks.results(WAIT)).extracting(HealthResult::state)
        .containsOnly(HealthState.OK);
  }

  /** A page that does not wait shows the last results while a slow store is being checked, but not if it hangs. */
  @Test
  void theLastResultsAreReturnedWhileTheChecksRunAgain() {
    AtomicReference<Runnable> check = new AtomicReference<>(() -> {});
    HealthChecks checks = checks(() -> check.get().run());
    assertThat(checks.results(WAIT)).extracting(HealthResult::state)
        .containsExactly(HealthState.OK);
    CountDownLatch end = new CountDownLatch(1);
    check.set(() -> {
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    try {
      nanos.addAndGet(TIMEOUT.toNanos());
      assertThat(checks.results(Duration.ZERO)).extracting(HealthResult::state)
          .containsExactly(HealthState.OK);
      nanos.addAndGet(TIMEOUT.toNanos());
      assertThat(checks.results(Duration.ZERO)).as("at the timeout")
          .extracting(HealthResult::state)
          .containsExactly(HealthState.OK);
      nanos.addAndGet(1);
      assertThat(checks.results(Duration.ZERO)).extracting(HealthResult::state)
          .containsExactly(HealthState.RUNNING);
    } finally {
      end.countDown();
    }
  }

  private HealthHandlers handlers(Runnable... checks) {
    return new HealthHandlers(checks(checks));
  }

  private HealthChecks checks(Runnable... checks) {
    List<HealthCheck> named = new ArrayList<>();
    for (Runnable check : checks) {
      named.add(new HealthCheck("check " + named.size(), check));
    }
    return new HealthChecks(named, TIMEOUT, nanos::get);
  }

  private static HttpServer start(HealthHandlers health) throws IOException {
    return TestHttp.start(
        TestHttp.get("/health", health::ready), TestHttp.get("/health/live", health::live),
        TestHttp.get("/health/ready", health::ready));
  }
}
