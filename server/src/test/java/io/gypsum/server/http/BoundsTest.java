package io.gypsum.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.gypsum.core.GypsumException;
import io.gypsum.server.http.HttpSettings.ClientPace;
import io.gypsum.server.http.HttpSettings.ListenAddress;
import io.gypsum.server.http.HttpSettings.RequestLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Bounds on clients, bodies and shutdown. */
class BoundsTest {
  private static final int MIB = 1 << 20;

  private static HttpServer start(HttpSettings settings, Route... routes) throws IOException {
    return TestHttp.start(settings, routes);
  }

  private static HttpSettings idleTimeout(Duration timeout) {
    return HttpSettings.defaults().with(ClientPace.DEFAULT.withIdleTimeout(timeout));
  }

  private static long drain(Exchange exchange) {
    try {
      return exchange.body().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // As a store wraps it.
      throw new GypsumException(GypsumException.Kind.UNAVAILABLE, "cannot read", e);
    }
  }

  @Test
  void aBodyThatStallsIs408() throws IOException {
    HttpSettings settings = idleTimeout(Duration.ofMillis(300));
    try (HttpServer server = start(settings, TestHttp.post("/body", BoundsTest::drain));
        RawHttp client = new RawHttp(server.port())) {
      client.send(RawHttp.head("POST", "/body", "Content-Length: 10") + "\r\n12345");
      RawHttp.Answer answer = client.answer(false);
      assertThat(answer.status()).as(answer.text()).isEqualTo(408);
      assertThat(answer.text()).contains("\"status\":\"error\"");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  /** Such as Python's requests: they would find a broken connection if the server closed it. */
  @Test
  void aClientThatSendsItsWholeBodyFirstReceivesTheError() throws IOException {
    int length = 64 * MIB;
    Handler failing = exchange -> {
      exchange.body().readNBytes(MIB);
      throw new GypsumException(GypsumException.Kind.NO_SPACE, "cannot write 'k'");
    };
    try (HttpServer server = start(HttpSettings.defaults(), TestHttp.post("/body", failing));
        RawHttp client = new RawHttp(server.port())) {
      client.send(RawHttp.head("POST", "/body", "Content-Length: " + length) + "\r\n");
      byte[] mib = new byte[MIB];
      for (int sent = 0; sent < length; sent += MIB) {
        client.send(mib);
      }
      RawHttp.Answer answer = client.answer(false);
      assertThat(answer.status()).isEqualTo(507);
      assertThat(answer.text()).contains("the server's disk is full: cannot write 'k'");
    }
  }

  @Test
  void anErrorBeforeTheBodyIsReadIsReceivedToo() throws IOException {
    int length = 16 * MIB;
    Handler failing = exchange -> {
      throw GypsumException.forbidden("the URL has expired");
    };
    try (HttpServer server = start(HttpSettings.defaults(), TestHttp.post("/body", failing));
        RawHttp client = new RawHttp(server.port())) {
      client.send(RawHttp.head("POST", "/body", "Content-Length: " + length) + "\r\n");
      client.send(new byte[length]);
      assertThat(client.answer(false).status()).isEqualTo(403);
    }
  }

  @Test
  void theRestOfABodyIsNotReceivedForever() throws IOException {
    Handler failing = exchange -> {
      throw GypsumException.forbidden("no");
    };
    try (HttpServer server =
        start(idleTimeout(Duration.ofMillis(200)), TestHttp.post("/body", failing));
        RawHttp client = new RawHttp(server.port())) {
      client.send(RawHttp.head("POST", "/body", "Content-Length: " + Long.MAX_VALUE) + "\r\n");
      byte[] bytes = new byte[MIB];
      assertThatThrownBy(() -> {
        while (true) {
          client.send(bytes);
        }
      }).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aClientThatWaitsForThePermissionToSendIsAnsweredAtOnce() throws IOException {
    Handler failing = exchange -> {
      throw GypsumException.forbidden("no");
    };
    try (HttpServer server = start(HttpSettings.defaults(), TestHttp.post("/body", failing));
        RawHttp client = new RawHttp(server.port())) {
      client.send(
          RawHttp.head(
              "POST", "/body", "Content-Length: " + 16 * MIB, "Expect: 100-continue") + "\r\n");
      assertThat(client.answer(false).status()).isEqualTo(403);
    }
  }

  @Test
  void aBodyThatTricklesIs408() throws IOException {
    // No client is that fast.
    HttpSettings settings =
        HttpSettings.defaults()
            .with(ClientPace.DEFAULT.withMinimum(1L << 50, Duration.ofNanos(100_000)));
    try (HttpServer server = start(settings, TestHttp.post("/body", BoundsTest::drain));
        RawHttp client = new RawHttp(server.port())) {
      client.send(RawHttp.head("POST", "/body", "Content-Length: " + MIB) + "\r\n");
      client.send(new byte[MIB / 2]);
      assertThat(client.answer(false).status()).isEqualTo(408);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aResponseThatTheClientStopsReadingIsAborted() throws IOException {
    CountDownLatch ended = new CountDownLatch(1);
    Handler endless = exchange -> {
      try {
        exchange.stream("text/plain", out -> {
          for (int i = 0; i < 1000; i++) {
            out.write(new byte[MIB]);
          }
        });
      } finally {
        ended.countDown();
      }
    };
    HttpSettings settings = idleTimeout(Duration.ofMillis(300));
    try (HttpServer server = start(settings, TestHttp.get("/endless", endless));
        RawHttp client = new RawHttp(server.port())) {
      client.send(RawHttp.head("GET", "/endless") + "\r\n");
      assertThat(ended).satisfies(latch -> assertThat(TestHttp.await(latch)).isTrue());
    }
  }

  @Test
  void slowClientsLeaveCapacityForShortRequests() throws IOException {
    // Two anonymous bodies may be slow, and a refused request may not have ended before the next one arrives.
    HttpSettings settings = HttpSettings.defaults().with(RequestLimits.of(10));
    CountDownLatch reading = new CountDownLatch(2);
    Handler upload = exchange -> {
      exchange.body().read();
      reading.countDown();
      drain(exchange);
    };
    String begin = RawHttp.head("POST", "/body", "Content-Length: 10") + "\r\n1";
    try (HttpServer server =
        start(
            settings, TestHttp.post("/body", upload),
            TestHttp.get("/quick", Exchange::sendEmpty))) {
      List<RawHttp> slow = new java.util.ArrayList<>();
      for (int i = 0; i < 2; i++) {
        slow.add(new RawHttp(server.port()));
        slow.getLast().send(begin);
      }
      assertThat(TestHttp.await(reading)).isTrue();
      RawHttp.Answer refused = RawHttp.ask(server.port(), begin + "234567890");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("retry-after")).isEqualTo("5");
      assertThat(RawHttp.ask(server.port(), "GET", "/quick").status()).isEqualTo(200);
      for (RawHttp client : slow) {
        client.send("234567890");
        assertThat(client.answer(false).status()).isEqualTo(200);
        client.close();
      }
    }
  }

  @Test
  void stoppingLetsRunningRequestsFinishAndRefusesNewOnes() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Handler slow = exchange -> {
      entered.countDown();
      TestHttp.await(go);
      exchange.sendJson(out -> out.writeString("done"));
    };
    HttpServer server =
        start(
            HttpSettings.defaults(), TestHttp.get("/slow", slow),
            TestHttp.get("/quick", Exchange::sendEmpty));
    try (RawHttp running = new RawHttp(server.port()); RawHttp idle = new RawHttp(server.port())) {
      idle.send(RawHttp.head("GET", "/quick") + "\r\n");
      assertThat(idle.answer(false).status()).isEqualTo(200);
      running.send(RawHttp.head("GET", "/slow") + "\r\n");
      assertThat(TestHttp.await(entered)).isTrue();
      Thread stopping = Thread.ofVirtual().start(() -> server.stop(Duration.ofSeconds(20)));
      int port = server.port();
      awaitPortReleased(port);
      idle.send(RawHttp.head("GET", "/quick") + "\r\n");
      RawHttp.Answer refused = idle.answer(false);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("connection")).isEqualTo("close");
      go.countDown();
      assertThat(running.answer(false).text()).isEqualTo("\"done\"");
      assertThat(stopping.join(Duration.ofSeconds(20))).isTrue();
    } finally {
      go.countDown();
      server.close();
    }
  }

  /** Connects until the port is closed; the server stops at the same time. */
  private static void awaitPortReleased(int port) throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < deadline) {
      try (RawHttp client = new RawHttp(port)) {
        Thread.onSpinWait();
      } catch (ConnectException e) {
        return;
      } catch (SocketException e) {
        // A connection during the release of the port may be reset; the next attempt decides.
        Thread.onSpinWait();
      }
    }
    throw new AssertionError("port " + port + " still listens");
  }

  @Test
  void stoppingLetsFilesBeSentCompletely(@TempDir Path directory) throws Exception {
    Path file = Files.write(directory.resolve("big"), new byte[32 * MIB]);
    HttpServer server =
        start(
            HttpSettings.defaults(), TestHttp.get(
                "/big", exchange -> exchange.sendFile(200, "text/plain", file, 0, 32 * MIB)));
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(RawHttp.head("GET", "/big") + "\r\n");
      client.awaitFirstByte();
      Thread stopping = Thread.ofVirtual().start(() -> server.stop(Duration.ofSeconds(20)));
      awaitPortReleased(server.port());
      assertThat(client.answer(false).body()).hasSize(32 * MIB);
      assertThat(stopping.join(Duration.ofSeconds(20))).isTrue();
    } finally {
      server.close();
    }
  }

  @Test
  void stoppingAbortsRequestsThatExceedTheGracePeriod() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    Handler endless = exchange -> {
      entered.countDown();
      TestHttp.await(new CountDownLatch(1));
    };
    HttpServer server = start(HttpSettings.defaults(), TestHttp.get("/endless", endless));
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(RawHttp.head("GET", "/endless") + "\r\n");
      assertThat(TestHttp.await(entered)).isTrue();
      server.stop(Duration.ofMillis(50));
      assertThat(client.isClosedByServer()).isTrue();
    }
    server.stop(Duration.ZERO);
  }

  @Test
  void aPortInUseIsReported() throws IOException {
    try (HttpServer server = start(HttpSettings.defaults())) {
      HttpSettings same =
          HttpSettings.defaults().with(new ListenAddress("127.0.0.1", server.port()));
      assertThatThrownBy(() -> start(same)).isInstanceOf(IOException.class)
          .hasMessageContaining("port " + server.port());
    }
  }
}
