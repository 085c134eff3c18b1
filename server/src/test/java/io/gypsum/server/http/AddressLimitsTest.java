package io.gypsum.server.http;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.gypsum.server.http.tomcat.TomcatEngine;
import io.gypsum.server.limit.AddressRange;
import io.gypsum.server.limit.ClientAddresses;
import io.gypsum.server.limit.ClientLimits;
import io.gypsum.server.limit.ClientLimits.Concurrency;
import io.gypsum.server.limit.ClientLimits.Rates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The limits of an address, as a client on a connection experiences them. */
class AddressLimitsTest {
  private static final String CLIENT = "X-Forwarded-For: 192.0.2.7";
  private static final String OTHER_CLIENT = "X-Forwarded-For: 192.0.2.8";

  private final HttpMetrics metrics = new HttpMetrics();

  @Test
  void requestsOverTheRateOfTheirAddressGet429() throws IOException {
    try (HttpServer server =
        start(
            limits(Concurrency.UNLIMITED, new Rates(2, 1, 0), "127.0.0.1", false),
            TestHttp.get("/x", Exchange::sendEmpty), TestHttp.post("/x", Exchange::sendEmpty));
        RawHttp client = new RawHttp(server.port())) {
      assertThat(ask(client, "GET", "/x", CLIENT).status()).isEqualTo(200);
      assertThat(ask(client, "HEAD", "/none", CLIENT).status()).isEqualTo(404);
      RawHttp.Answer refused = ask(client, "GET", "/x", CLIENT);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("retry-after")).isEqualTo("30");
      assertThat(refused.header("access-control-allow-origin")).isEqualTo("*");
      assertThat(refused.header("connection")).as("the connection stays open").isNull();
      assertThat(refused.text())
          .isEqualTo(
              "{\"status\":\"error\",\"reason\":\"too many reads from '192.0.2.7': expected at"
                  + " most 2 per minute; try again in 30 seconds\",\"kind\":\"busy\"}");
      assertThat(ask(client, "POST", "/x", CLIENT).status()).isEqualTo(200);
      assertThat(ask(client, "POST", "/x", CLIENT).header("retry-after")).isEqualTo("60");

      assertThat(ask(client, "GET", "/x", OTHER_CLIENT).status()).isEqualTo(200);
      assertThat(ask(client, "GET", "/x").status()).as("this machine").isEqualTo(200);
    }
    assertRefusals("reads", 1);
    assertRefusals("writes", 1);
  }

  /** A client that sends its body slowly would otherwise use the server for as long as an accepted one. */
  @Test
  void theBodyOfARefusedRequestIsNotReceived() throws IOException {
    try (HttpServer server =
        start(
            limits(Concurrency.UNLIMITED, new Rates(0, 1, 0), "127.0.0.1", false),
            TestHttp.put("/x", Exchange::sendEmpty));
        RawHttp client = new RawHttp(server.port())) {
      assertThat(ask(client, "PUT", "/x", CLIENT).status()).isEqualTo(200);
      client.send(RawHttp.head("PUT", "/x", CLIENT, "Content-Length: 1000000") + "\r\nslow");
      assertThat(client.answer(false).status()).isEqualTo(429);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void concurrentRequestsOverTheLimitOfTheirAddressGet429() throws Exception {
    CountDownLatch entered = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    Handler slow = exchange -> {
      entered.countDown();
      TestHttp.await(go);
    };
    try (HttpServer server =
        start(
            limits(new Concurrency(0, 2), Rates.UNLIMITED, "127.0.0.1", false),
            TestHttp.get("/slow", slow), TestHttp.get("/quick", Exchange::sendEmpty));
        RawHttp first = new RawHttp(server.port());
        RawHttp second = new RawHttp(server.port())) {
      first.send(RawHttp.head("GET", "/slow", CLIENT) + "\r\n");
      second.send(RawHttp.head("GET", "/slow", CLIENT) + "\r\n");
      assertThat(TestHttp.await(entered)).isTrue();
      RawHttp.Answer refused = RawHttp.ask(server.port(), "GET", "/quick", CLIENT);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("retry-after")).isEqualTo("2");
      assertThat(RawHttp.ask(server.port(), "GET", "/quick", OTHER_CLIENT).status()).isEqualTo(200);
      go.countDown();
      assertThat(first.answer(false).status()).isEqualTo(200);
      assertThat(second.answer(false).status()).isEqualTo(200);
      // The response is sent before the request has ended: on the same connection the next one waits for that.
      assertThat(ask(first, "GET", "/quick", CLIENT).status()).isEqualTo(200);
    } finally {
      go.countDown();
    }
    assertRefusals("requests", 1);
  }

  @Test
  void connectionsOverTheLimitOfTheirAddressAreClosedWith429() throws IOException {
    try (HttpServer server =
        start(
            limits(new Concurrency(3, 0), Rates.UNLIMITED, null, true),
            TestHttp.get("/x", Exchange::sendEmpty))) {
      List<RawHttp> open = new ArrayList<>();
      try {
        for (int i = 0; i < 3; i++) {
          open.add(new RawHttp(server.port()));
          assertThat(ask(open.getLast(), "GET", "/x").status()).isEqualTo(200);
        }
        try (RawHttp refused = new RawHttp(server.port())) {
          RawHttp.Answer answer = refused.answer(false);
          assertThat(answer.status()).isEqualTo(429);
          assertThat(answer.header("retry-after")).isEqualTo("5");
          assertThat(answer.text()).startsWith("{\"status\":\"error\",\"reason\":\"too many conn");
          assertThat(refused.isClosedByServer()).isTrue();
        }
        assertThat(ask(open.getFirst(), "GET", "/x").status()).as("open ones").isEqualTo(200);
        // The server closes the connection after this response, and does not count it any more.
        RawHttp ending = open.removeFirst();
        assertThat(ask(ending, "GET", "/x", "Connection: close").status()).isEqualTo(200);
        assertThat(ending.isClosedByServer()).isTrue();
        ending.close();
        open.add(new RawHttp(server.port()));
        assertThat(ask(open.getLast(), "GET", "/x").status()).isEqualTo(200);
      } finally {
        for (RawHttp connection : open) {
          connection.close();
        }
      }
    }
    assertRefusals("connections", 1);
  }

  /** Each connection that is opened is counted down once, however it ends. */
  @Test
  void connectionsThatFailAreCountedDown() throws Exception {
    List<String> counted = new CopyOnWriteArrayList<>();
    CountDownLatch closed = new CountDownLatch(30);
    HttpEngine.ConnectionLimit limit = new HttpEngine.ConnectionLimit() {
      @Override
      public boolean opened(InetAddress peer) {
        return counted.add("opened");
      }

      @Override
      public void closed(InetAddress peer) {
        counted.add("closed");
        closed.countDown();
      }
    };
    HttpEngine engine =
        TomcatEngine
            .start(
                HttpSettings.defaults(), limit, HttpEngine.ReadyAnswers.NONE,
                request -> request.abort(new IOException("no")));
    for (int i = 0; i < 30; i++) {
      try (RawHttp client = new RawHttp(engine.port())) {
        switch (i % 3) {
          case 0 -> client.send("GARBAGE\r\n\r\n");
          case 1 -> client.send(RawHttp.head("GET", "/x") + "\r\n");
          default -> client.endSending();
        }
        client.isClosedByServer();
      }
    }
    assertThat(TestHttp.await(closed)).isTrue();
    engine.close();
    assertThat(counted).hasSize(60);
    assertThat(counted.stream().filter("closed"::equals)).hasSize(30);
  }

  @Test
  void theAccessLogContainsTheAddressOfTheClient(@TempDir Path directory) throws IOException {
    HttpServer server =
        TestHttp.start(
            HttpSettings.defaults().with(new HttpSettings.AccessLogFiles(directory, 30)), metrics,
            limits(Concurrency.UNLIMITED, new Rates(1, 0, 0), "127.0.0.1", false),
            TestHttp.get("/x", Exchange::sendEmpty));
    RawHttp.ask(server.port(), "GET", "/x", CLIENT);
    RawHttp.ask(server.port(), "GET", "/x", CLIENT);
    RawHttp.ask(server.port(), "GET", "/x", "Forwarded: for=\"[2001:db8::5]\"");
    RawHttp.ask(server.port(), "GET", "/x");
    server.stop(Duration.ofSeconds(10));
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(Files.readAllLines(files.findFirst().orElseThrow()))
          .anyMatch(line -> line.contains("Z 192.0.2.7 GET /x 200 "))
          .anyMatch(line -> line.contains("Z 192.0.2.7 GET /x 429 "))
          .anyMatch(line -> line.contains("Z 2001:db8:0:0:0:0:0:5 GET /x 200 "))
          .anyMatch(line -> line.contains("Z 127.0.0.1 GET /x 200 "));
    }
  }

  private HttpServer start(ClientLimits limits, Route... routes) throws IOException {
    return TestHttp.start(HttpSettings.defaults(), metrics, limits, routes);
  }

  /** The clock stands still, so that no limit is refilled. */
  private ClientLimits limits(
      Concurrency concurrency, Rates rates, String proxy, boolean limitLoopback) {
    List<AddressRange> proxies = proxy == null ? List.of() : List.of(AddressRange.parse(proxy));
    return new ClientLimits(
        new ClientAddresses(proxies), concurrency, rates, limitLoopback, () -> 0,
        metrics::countRefusal);
  }

  private void assertRefusals(String limit, int number) throws IOException {
    try (HttpServer server =
        TestHttp.start(TestHttp.get("/metrics", metrics::scrape))) {
      assertThat(RawHttp.ask(server.port(), "GET", "/metrics").text())
          .contains("http_server_refused_total{limit=\"" + limit + "\"} " + number);
    }
  }

  private static RawHttp.Answer ask(
      RawHttp client, String method, String target, String... headers) throws IOException {
    client.send(RawHttp.head(method, target, headers) + "\r\n");
    return client.answer(method.equals("HEAD"));
  }
}
