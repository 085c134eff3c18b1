package io.gypsum.server.http.tomcat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.gypsum.server.http.EngineExchange;
import io.gypsum.server.http.HttpEngine;
import io.gypsum.server.http.HttpSettings;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests are answered on the thread of the poller only if nothing can make that thread wait. */
class InlineAnswersTest {
  private static final String READY = RawHttp.head("GET", "/ready") + "\r\n";
  private static final String OTHER = RawHttp.head("GET", "/other") + "\r\n";
  /** More than a socket accepts at once when its client does not read. */
  private static final byte[] BODY = new byte[64 * 1024];
  /** Sockets grow to several megabytes. */
  private static final int MAX_UNREAD = 1000;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final BlockingQueue<Handled> handled = new LinkedBlockingQueue<>();
  private HttpEngine engine = start(HttpSettings.ClientPace.DEFAULT);

  /** @param body what was received as the body of the request */
  private record Handled(String path, boolean isInline, int body) {}

  private HttpEngine start(HttpSettings.ClientPace pace) {
    try {
      return TomcatEngine.start(
          HttpSettings.defaults().with(pace), new Connections(),
          path -> path.equals("/ready") ? path : null, this::handle);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private final class Connections implements HttpEngine.ConnectionLimit {
    @Override
    public boolean opened(InetAddress peer) {
      return true;
    }

    @Override
    public void closed(InetAddress peer) {
      closed.countDown();
    }
  }

  private void handle(EngineExchange exchange) {
    boolean isInline = !Thread.currentThread().isVirtual();
    int received = 0;
    try {
      if (exchange.bodyLength() > 0) {
        for (ByteBuffer bytes = exchange.receive(Long.MAX_VALUE); bytes != null;
            bytes = exchange.receive(Long.MAX_VALUE)) {
          received += bytes.remaining();
        }
      }
      exchange.setStatus(200);
      exchange.setHeader("Thread", isInline ? "poller" : "virtual");
      exchange.setHeader("Answer", String.valueOf(exchange.readyAnswer()));
      exchange.setContentLength(BODY.length);
      exchange.send(ByteBuffer.wrap(BODY));
      exchange.complete();
      handled.add(new Handled(exchange.rawPath(), isInline, received));
    } catch (IOException e) {
      exchange.abort(e);
    }
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private Handled nextHandled() throws InterruptedException {
    Handled next = handled.poll(20, TimeUnit.SECONDS);
    assertThat(next).as("a handled request").isNotNull();
    return next;
  }

  private static void assertThread(Answer answer, String thread) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Thread")).isEqualTo(thread);
    assertThat(answer.header("Answer")).isEqualTo(thread.equals("poller") ? "/ready" : "null");
  }

  @Test
  void theRequestsOfAConnectionHaveTheThreadThatTheyNeed() throws IOException {
    try (RawHttp client = new RawHttp(engine.port())) {
      for (int i = 0; i < 3; i++) {
        client.send(READY);
        assertThread(client.answer(false), "poller");
        client.send(READY.replace("GET", "HEAD"));
        assertThread(client.answer(true), "poller");
      }
      // The thread of this request may also process the next one, if that arrives early.
      client.send(OTHER);
      assertThread(client.answer(false), "virtual");
    }
  }

  @Test
  void aRequestWithABodyHasAVirtualThread() throws Exception {
    try (RawHttp client = new RawHttp(engine.port())) {
      client.send(RawHttp.head("GET", "/ready", "Content-Length: 5") + "\r\n");
      client.send("12345");
      assertThread(client.answer(false), "virtual");
      assertThat(nextHandled()).isEqualTo(new Handled("/ready", false, 5));
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    try (RawHttp client = new RawHttp(engine.port())) {
      client.send(READY + OTHER + READY + RawHttp.head("POST", "/other", "Content-Length: 2"));
      client.send("\r\n12" + READY);
      for (String path : new String[] {"/ready", "/other", "/ready", "/other", "/ready"}) {
        assertThat(client.answer(false).body()).hasSize(BODY.length);
        assertThat(nextHandled().path()).isEqualTo(path);
      }
    }
  }

  @Test
  void theRestOfARequestIsNotTakenForARequest() throws Exception {
    try (RawHttp client = new RawHttp(engine.port())) {
      client.send(OTHER);
      assertThread(client.answer(false), "virtual");
      assertThat(nextHandled().path()).isEqualTo("/other");
      // The connector has received an incomplete header block when the rest arrives.
      client.send("DELETE /other HTTP/1.1\r\nHost: x\r\nX: ");
      try (RawHttp second = new RawHttp(engine.port())) {
        second.send(OTHER);
        assertThread(second.answer(false), "virtual");
        assertThat(nextHandled().path()).isEqualTo("/other");
      }
      client.send("GET /ready HTTP/1.1\r\n\r\n");
      assertThread(client.answer(false), "virtual");
      assertThat(nextHandled()).isEqualTo(new Handled("/other", false, 0));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void theLongestRequestThatIsAnsweredInlineFitsIntoTheBuffer(int more) throws IOException {
    String head = RawHttp.head("GET", "/ready");
    int padding =
        InlineEndpoint.MAX_REQUEST_BYTES + more - (head + "X: \r\n\r\n").length();
    try (RawHttp client = new RawHttp(engine.port())) {
      client.send(head + "X: " + "x".repeat(padding) + "\r\n\r\n");
      assertThread(client.answer(false), more == 0 ? "poller" : "virtual");
    }
  }

  /** Sends requests until the socket no longer accepts a response; returns their number. */
  private int stall(RawHttp slow) throws Exception {
    for (int i = 1; i <= MAX_UNREAD; i++) {
      slow.send(READY);
      assertThat(nextHandled()).isEqualTo(new Handled("/ready", true, 0));
      if (engine.filesBeingSent() > 0) {
        return i;
      }
    }
    throw new AssertionError("the socket accepted " + MAX_UNREAD + " responses");
  }

  @Test
  void aClientThatDoesNotReadDelaysNoOtherClient() throws Exception {
    try (RawHttp slow = new RawHttp(engine.port()); RawHttp client = new RawHttp(engine.port())) {
      int unread = stall(slow);

      client.send(READY);
      assertThread(client.answer(false), "poller");
      client.send(OTHER);
      assertThread(client.answer(false), "virtual");

      for (int i = 0; i < unread; i++) {
        assertThread(slow.answer(false), "poller");
      }
      slow.send(READY);
      assertThat(slow.answer(false).body()).hasSize(BODY.length);
    }
  }

  @Test
  void anotherRequestOfAClientThatDoesNotReadWaitsForTheFirst() throws Exception {
    try (RawHttp slow = new RawHttp(engine.port())) {
      int unread = stall(slow);
      slow.send(READY + OTHER);
      for (int i = 0; i < unread; i++) {
        assertThread(slow.answer(false), "poller");
      }
      assertThat(slow.answer(false).body()).hasSize(BODY.length);
      assertThread(slow.answer(false), "virtual");
    }
  }

  @Test
  void theConnectionOfAClientThatDoesNotReadIsClosed() throws Exception {
    engine.close();
    engine = start(HttpSettings.ClientPace.DEFAULT.withIdleTimeout(Duration.ofSeconds(1)));
    try (RawHttp slow = new RawHttp(engine.port())) {
      int unread = stall(slow);
      assertThat(unread).isPositive();
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
