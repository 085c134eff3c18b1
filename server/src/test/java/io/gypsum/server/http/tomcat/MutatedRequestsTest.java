package io.gypsum.server.http.tomcat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import io.gypsum.server.http.EngineExchange;
import io.gypsum.server.http.HttpEngine;
import io.gypsum.server.http.HttpSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever bytes a client sends, an engine that answers on the thread of the poller where possible responds exactly as one
 * that never does. A request that it took for another one would differ, or make it wait until the client gives up.
 */
class MutatedRequestsTest {
  private static final int REQUESTS = 1500;
  private static final long SEED = 66;
  /** Much shorter than the time for which an engine waits for a client. */
  private static final int MAX_WAIT_MILLIS = 10_000;
  private static final List<String> BASES =
      List.of(
          "GET /file/a%2Fb HTTP/1.1\r\nHost: x\r\n\r\n",
          "HEAD /a HTTP/1.1\r\nHost: x\r\nAccept: */*\r\nConnection: keep-alive\r\n\r\n",
          "GET /a HTTP/1.1\r\nHost: x\r\nUser-Agent: curl/8\r\nCookie: a=b; c=d\r\n\r\n",
          "GET /a HTTP/1.1\r\nHost: x\r\nX: y\r\nContent-Length: 3\r\n\r\nabc",
          "GET /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
          "GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n");
  private static final List<String> TOKENS =
      List.of(
          "\r", "\n", "\r\n", "\n\n", "\r\n\r\n", "\r\n ", "\r\n\t", " ", "\t", ":", "\0", "\177",
          "\u00e9", ";", "#", "?", "%", "/", "//", "..", "*", ",", "http://y", "HTTP/1.0", "get",
          "POST ", "\r\nHost: y", "\r\nConnection: close", "\r\nConnection: keep-alive",
          "\r\nContent-Length: 0", "\r\nContent-Length: 5", "\r\nContent-Length : 5",
          "\r\nTransfer-Encoding: chunked", "\r\nTransfer-Encoding: x", "\r\nExpect: 100-continue",
          "\r\nUpgrade: h2c\r\nConnection: upgrade", "\r\nRange: bytes=0-1", "\r\nno colon",
          "\r\n: no name");

  private final Random random = new Random(SEED);
  private final AtomicInteger inline = new AtomicInteger();
  private final HttpEngine answering = start(path -> path);
  private final HttpEngine plain = start(HttpEngine.ReadyAnswers.NONE);

  private static final class AnyConnection implements HttpEngine.ConnectionLimit {
    @Override
    public boolean opened(InetAddress peer) {
      return true;
    }

    @Override
    public void closed(InetAddress peer) {
      // Nothing is counted.
    }
  }

  private HttpEngine start(HttpEngine.ReadyAnswers answers) {
    try {
      return TomcatEngine
          .start(HttpSettings.defaults(), new AnyConnection(), answers, this::handle);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void stop() {
    answering.close();
    plain.close();
  }

  /** Responds with what it received. */
  private void handle(EngineExchange exchange) {
    if (exchange.readyAnswer() != null) {
      inline.incrementAndGet();
    }
    try {
      String seen =
          exchange.method() + " " + exchange.rawPath() + " " + exchange.rawQuery() + " "
              + exchange.headers("Host") + " " + exchange.headers("Connection") + " "
              + body(exchange);
      int rejected = exchange.rejectedStatus();
      exchange.setStatus(rejected == 0 ? 200 : rejected);
      byte[] bytes = seen.getBytes(StandardCharsets.ISO_8859_1);
      exchange.setContentLength(bytes.length);
      exchange.send(ByteBuffer.wrap(bytes));
      exchange.complete();
    } catch (IOException e) {
      exchange.abort(e);
    }
  }

  private static String body(EngineExchange exchange) throws IOException {
    StringBuilder body = new StringBuilder();
    if (exchange.rejectedStatus() == 0
        && (exchange.bodyLength() > 0 || exchange.header("Transfer-Encoding") != null)) {
      for (ByteBuffer bytes = exchange.receive(Long.MAX_VALUE); bytes != null;
          bytes = exchange.receive(Long.MAX_VALUE)) {
        body.append(StandardCharsets.ISO_8859_1.decode(bytes));
      }
    }
    return body.toString();
  }

  @Test
  void allBytesHaveTheSameResponsesOnBothThreads() throws IOException {
    for (int i = 0; i < REQUESTS; i++) {
      String bytes = mutated();
      assertThat(responses(answering, bytes))
          .as("responses to request %s: %s", i, printable(bytes))
          .isEqualTo(responses(plain, bytes));
    }
    assertThat(inline.get()).isBetween(REQUESTS / 20, REQUESTS);
  }

  private String mutated() {
    String text = BASES.get(random.nextInt(BASES.size()));
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(text.length() + 1);
      if (random.nextBoolean()) {
        // Headers are separated where others are inserted.
        at = Math.max(0, text.indexOf("\r\n", at));
      }
      int removed = random.nextInt(3) == 0 ? Math.min(2, text.length() - at) : 0;
      String token = TOKENS.get(random.nextInt(TOKENS.size()));
      text = text.substring(0, at) + token + text.substring(at + removed);
    }
    return text;
  }

  /** Returns everything that is received until the engine closes the connection, without the date. */
  private static String responses(HttpEngine engine, String bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), engine.port())) {
      socket.setSoTimeout(MAX_WAIT_MILLIS);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      ByteArrayOutputStream received = new ByteArrayOutputStream();
      byte[] buffer = new byte[4096];
      try {
        for (int count = socket.getInputStream().read(buffer); count >= 0; count =
            socket.getInputStream().read(buffer)) {
          received.write(buffer, 0, count);
        }
      } catch (SocketException e) {
        // The engine closed the connection before it had read everything.
      }
      return received.toString(StandardCharsets.ISO_8859_1).replaceAll("Date: [^\r]*\r\n", "");
    }
  }

  private static String printable(String bytes) {
    return bytes.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
  }
}
