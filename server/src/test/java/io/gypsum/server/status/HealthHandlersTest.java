package io.gypsum.server.status;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.gypsum.core.GypsumException;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.TestHttp;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HealthHandlersTest {
  private static final Duration TIMEOUT = Duration.ofMillis(200);

  @Test
  void aServerThatCanReadItsStoreIsReady() throws IOException {
    try (HttpServer server = start(new HealthHandlers(List.of(() -> {}), TIMEOUT))) {
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
    try (HttpServer server = start(new HealthHandlers(List.of(failing), TIMEOUT))) {
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
        start(new HealthHandlers(List.of(failing, () -> second.get().run()), TIMEOUT))) {
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
    try (HttpServer server = start(new HealthHandlers(List.of(hanging), TIMEOUT))) {
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
    HealthHandlers health = new HealthHandlers(List.of(() -> {}), TIMEOUT);
    try (HttpServer server = start(health)) {
      health.markStopping();
      assertThat(RawHttp.ask(server.port(), "GET", "/health/ready").status()).isEqualTo(503);
    }
  }

  private static HttpServer start(HealthHandlers health) throws IOException {
    return TestHttp.start(
        TestHttp.get("/health", health::ready), TestHttp.get("/health/live", health::live),
        TestHttp.get("/health/ready", health::ready));
  }
}
