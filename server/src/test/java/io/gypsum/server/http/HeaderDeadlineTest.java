package io.gypsum.server.http;

import java.io.IOException;
import java.time.Duration;

import io.gypsum.server.http.HttpSettings.ClientPace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The deadline of a request line and its headers together. */
@Timeout(60)
class HeaderDeadlineTest {
  private static final Duration HEADERS = Duration.ofMillis(300);
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final HttpServer server;

  HeaderDeadlineTest() throws IOException {
    server =
        TestHttp.start(
            HttpSettings.defaults()
                .with(
                    ClientPace.DEFAULT.withIdleTimeout(IDLE)
                        .withTimeouts(HEADERS, Duration.ofSeconds(30))),
            TestHttp.get("/x", Exchange::sendEmpty), TestHttp.post(
                "/echo", exchange -> exchange.sendBytes(
                    200, "text/plain", exchange.body().readAllBytes())));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static void assertRejected(RawHttp client) throws IOException {
    RawHttp.Answer answer = client.answer(false);
    assertThat(answer.status()).isEqualTo(408);
    assertThat(answer.text()).contains("\"status\":\"error\"").contains("too slowly");
    assertThat(answer.header("connection")).isEqualTo("close");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void headersThatDoNotEndInTimeAre408() throws IOException {
    for (String begin : new String[] {"G", "GET /x HT", RawHttp.head("GET", "/x")}) {
      try (RawHttp client = new RawHttp(server.port())) {
        client.send(begin);
        assertRejected(client);
      }
    }
  }

  @Test
  void everyByteDoesNotExtendTheDeadline() throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send("GET /x HTTP/1.1\r\nX: ");
      int sent = 0;
      while (!client.hasAnswerWithin(Duration.ofMillis(20))) {
        client.send("a");
        sent++;
      }
      // At most the deadline and the interval at which the connector checks its connections.
      assertThat(sent).isBetween(1, 500);
      assertRejected(client);
    }
  }

  @Test
  void theNextRequestOfAConnectionHasItsOwnDeadline() throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(RawHttp.head("GET", "/x") + "\r\n");
      assertThat(client.answer(false).status()).isEqualTo(200);
      assertThat(client.hasAnswerWithin(HEADERS.multipliedBy(5))).as("an idle connection")
          .isFalse();
      client.send("GET /x HT");
      client.send("TP/1.1\r\nHost: a\r\n\r\nGET");
      assertThat(client.answer(false).status()).isEqualTo(200);
      assertRejected(client);
    }
  }

  @Test
  void theDeadlineDoesNotApplyToTheBody() throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send("POST /echo HTTP/1.1\r\nHost: a\r\n");
      client.send("Content-Length: 3\r\n\r\n");
      assertThat(client.hasAnswerWithin(HEADERS.multipliedBy(5))).isFalse();
      client.send("abc");
      assertThat(client.answer(false).text()).isEqualTo("abc");
    }
  }
}
