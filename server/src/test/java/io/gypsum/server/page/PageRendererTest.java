package io.gypsum.server.page;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.gypsum.server.http.Handler;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.HttpSettings;
import io.gypsum.server.http.HttpSettings.RequestLimits;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.http.TestHttp;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PageRendererTest {
  private static final int LARGE = PageRenderer.MAX_UNGUARDED_BYTES + 100_000;

  private static Handler page(int chars) {
    return exchange -> PageRenderer
        .send(exchange, 404, out -> out.writeContent("é".repeat(chars / 2)));
  }

  @Test
  void largePagesAreSentWholeWithTheirLength() throws IOException {
    try (HttpServer server = TestHttp.start(TestHttp.get("/large", page(LARGE)))) {
      Answer answer = RawHttp.ask(server.port(), "GET", "/large");
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.header("Content-Length")).isEqualTo("" + LARGE);
      assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
      assertThat(answer.text()).isEqualTo("é".repeat(LARGE / 2));
      Answer head = RawHttp.ask(server.port(), "HEAD", "/large");
      assertThat(head.status()).isEqualTo(404);
      assertThat(head.header("Content-Length")).isEqualTo("" + LARGE);
    }
  }

  @Test
  void largePagesAreRefusedWhileTooManyClientsReadResponses() throws Exception {
    CountDownLatch held = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    Handler hold = exchange -> exchange.stream("text/plain", out -> {
      held.countDown();
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    });
    // Two of four transfers are responses to anonymous clients.
    HttpSettings settings = HttpSettings.defaults().with(new RequestLimits(100, 10, 4, 32 * 1024));
    try (HttpServer server =
        TestHttp.start(
            settings, TestHttp.get("/hold", hold), TestHttp.get("/large", page(LARGE)),
            TestHttp.get("/small", page(PageRenderer.MAX_UNGUARDED_BYTES)))) {
      List<RawHttp> clients = new ArrayList<>();
      try {
        for (int i = 0; i < 2; i++) {
          clients.add(new RawHttp(server.port()));
          clients.getLast().send(RawHttp.head("GET", "/hold") + "\r\n");
        }
        assertThat(held.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(RawHttp.ask(server.port(), "GET", "/large").status()).isEqualTo(503);
        assertThat(RawHttp.ask(server.port(), "GET", "/small").status()).isEqualTo(404);
      } finally {
        go.countDown();
        for (RawHttp client : clients) {
          client.close();
        }
      }
    }
  }
}
