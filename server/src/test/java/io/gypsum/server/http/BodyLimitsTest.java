package io.gypsum.server.http;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;
import io.gypsum.server.http.HttpSettings.BodyLimits;
import io.gypsum.server.http.HttpSettings.ClientPace;
import io.gypsum.server.http.HttpSettings.RequestLimits;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.http.tomcat.TomcatEngine;
import io.gypsum.server.limit.ClientLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Memory, permits and deadlines of JSON bodies, as clients of a server see them. */
@Timeout(60)
class BodyLimitsTest {
  private static final int MIB = 1 << 20;
  private static final int SMALL = (int) BodyBudgets.SMALL_BYTES;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private HttpServer server;

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    server.close();
  }

  private static HttpSettings budget(long bytes, Duration wait) {
    return HttpSettings.defaults().with(new BodyLimits(MIB, bytes / 2, bytes, wait));
  }

  /** Starts a server whose users have the tokens {@code user-NAME}. */
  private void start(HttpSettings settings) throws IOException {
    long maxBytes = settings.bodies().largeBytes();
    Handler read = exchange -> {
      int length = exchange.readJson(maxBytes, in -> in.string()).length();
      if (exchange.route().caller() != Caller.ANYONE) {
        exchange.user();
      }
      exchange.sendJson(out -> out.writeNumber(length));
    };
    Handler readAsSession = exchange -> {
      exchange.setClaimant(Claimant.ofSession("s"));
      int length = exchange.body().readAllBytes().length;
      exchange.sendJson(out -> out.writeNumber(length));
    };
    Filter signIn = (exchange, next) -> {
      exchange.setAuthenticator(BodyLimitsTest::identify);
      next.handle(exchange);
    };
    Router router =
        new Router(
            List.of(
                RouteGroup.json(
                    List.of(signIn),
                    List.of(
                        Route.post("/start", Caller.USER_AFTER_VALIDATION, read),
                        Route.post("/bundle", Caller.ANYONE, read),
                        Route.put("/content", Caller.ANYONE, readAsSession),
                        Route.post("/unread", Caller.ANYONE, Exchange::sendEmpty)))));
    server = HttpServer.start(
        settings, router, new HttpMetrics(), ClientLimits.none(), TomcatEngine::start);
  }

  private static User identify(Exchange exchange) {
    String token = exchange.bearerToken();
    if (!token.startsWith("user-")) {
      throw GypsumException.unauthenticated("unknown token");
    }
    return new User(token.substring(5), Set.of(), false);
  }

  private RawHttp client() throws IOException {
    RawHttp client = new RawHttp(server.port());
    opened.add(client);
    return client;
  }

  /** Returns JSON of {@code length} bytes. */
  private static byte[] text(int length) {
    byte[] text = new byte[length];
    Arrays.fill(text, (byte) ' ');
    text[0] = '"';
    text[1] = '"';
    return text;
  }

  private static String head(String path, String token, int length, String... more) {
    List<String> headers = new ArrayList<>(List.of(more));
    headers.add(length < 0 ? "Transfer-Encoding: chunked" : "Content-Length: " + length);
    if (token != null) {
      headers.add("Authorization: Bearer " + token);
    }
    String method = path.equals("/content") ? "PUT" : "POST";
    return RawHttp.head(method, path, headers.toArray(String[]::new)) + "\r\n";
  }

  private Answer post(String path, String token, byte[] body) throws IOException {
    return RawHttp.ask(
        server.port(),
        head(path, token, body.length) + new String(body, StandardCharsets.ISO_8859_1));
  }

  /** Sends a request whose body the server is reading when this returns. */
  private RawHttp begin(String path, String token, int length) throws IOException {
    RawHttp client = client();
    client.send(head(path, token, length, "Expect: 100-continue"));
    client.awaitFirstByte();
    return client;
  }

  private void assertEverythingIsReleased() {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    Capacity capacity = server.capacity();
    while (capacity.runningRequests() > 0 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(capacity.runningRequests()).isZero();
    assertThat(capacity.transfers().acquired()).isZero();
    assertThat(capacity.bodyReader().budgets().acquiredBytes()).isZero();
    assertThat(capacity.bodyReader().budgets().waitingBodies()).isZero();
  }

  @Test
  void aLargeBodyIsNotReadBeforeTheTokenIsChecked() throws IOException {
    start(HttpSettings.defaults());
    for (String token : Arrays.asList("guessed", null)) {
      RawHttp client = client();
      client.send(head("/start", token, SMALL + 1));
      // Not one byte of the body is sent.
      Answer refused = client.answer(false);
      assertThat(refused.status()).as(refused.text()).isEqualTo(401);
      assertThat(refused.header("www-authenticate")).isEqualTo("Bearer");
    }
  }

  @Test
  void aBodyOfUpTo64KibIsValidatedBeforeTheToken() throws IOException {
    start(HttpSettings.defaults());
    byte[] malformed = text(SMALL);
    malformed[SMALL - 1] = 'x';
    assertThat(post("/start", "guessed", malformed).status()).isEqualTo(400);
    assertThat(post("/start", "guessed", text(SMALL)).status()).isEqualTo(401);
    assertThat(post("/start", null, text(SMALL)).status()).isEqualTo(401);
    assertThat(post("/start", "user-a", text(SMALL)).status()).isEqualTo(200);
    assertThat(post("/start", "user-a", text(SMALL + 1)).status()).isEqualTo(200);
    assertEverythingIsReleased();
  }

  @Test
  void ofABodyWithoutDeclaredSize64KibAreReadBeforeTheTokenIsChecked() throws IOException {
    start(HttpSettings.defaults());
    byte[] malformed = text(SMALL);
    malformed[SMALL - 1] = 'x';
    assertThat(chunked("guessed", malformed, new byte[0]).status()).isEqualTo(400);
    assertThat(chunked("guessed", malformed, new byte[] {'x'}).status()).isEqualTo(401);
    assertThat(chunked("user-a", text(SMALL), new byte[] {' '}).status()).isEqualTo(200);
    assertThat(chunked("user-a", text(2 * MIB), new byte[] {' '}).status()).isEqualTo(200);
    assertEverythingIsReleased();
  }

  private Answer chunked(String token, byte[]... chunks) throws IOException {
    RawHttp client = client();
    client.send(head("/start", token, -1));
    for (byte[] chunk : chunks) {
      if (chunk.length > 0) {
        client.send(Integer.toHexString(chunk.length) + "\r\n");
        client.send(chunk);
        client.send("\r\n");
      }
    }
    client.send("0\r\n\r\n");
    return client.answer(false);
  }

  @Test
  void aBodyOverTheMaximumIsRefusedBeforeItIsRead() throws IOException {
    start(budget(4 * MIB, Duration.ZERO));
    RawHttp tooLarge = client();
    tooLarge.send(head("/start", "user-a", 2 * MIB + 1));
    Answer refused = tooLarge.answer(false);
    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.text()).contains("at most " + 2 * MIB + " bytes");
    assertThat(post("/start", "user-a", text(2 * MIB)).status()).isEqualTo(200);
  }

  @Test
  void eightBodiesOf20MibFitIntoAMemoryForTwo() throws Exception {
    start(budget(42 * MIB, Duration.ofMinutes(1)));
    byte[] body = text(20 * MIB);
    List<Callable<Integer>> requests = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String user = "user-" + i % 3;
      requests.add(() -> {
        try (RawHttp client = new RawHttp(server.port())) {
          client.send(head("/start", user, body.length));
          client.send(body);
          return client.answer(false).status();
        }
      });
    }
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> status : clients.invokeAll(requests)) {
        assertThat(status.get()).isEqualTo(200);
      }
    }
    assertEverythingIsReleased();
  }

  @Test
  void aHundredSmallBodiesOfOneUserFitIntoAMemoryForFour() throws Exception {
    start(budget(4 * MIB, Duration.ofMinutes(1)));
    byte[] body = text(SMALL);
    List<Callable<Integer>> requests =
        Collections.nCopies(100, () -> post("/start", "user-a", body).status());
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> status : clients.invokeAll(requests)) {
        assertThat(status.get()).isEqualTo(200);
      }
    }
    assertEverythingIsReleased();
  }

  @Test
  void strangersCannotUseTheMemoryOfUsers() throws IOException {
    start(budget(4 * MIB, Duration.ZERO));
    // The memory for small bodies of strangers.
    for (int i = 0; i < MIB / SMALL; i++) {
      begin("/start", "guessed", SMALL);
    }
    Answer refused = post("/start", "guessed", text(100));
    assertThat(refused.status()).as(refused.text()).isEqualTo(503);
    assertThat(refused.header("retry-after")).isEqualTo("5");
    assertThat(post("/start", "user-a", text(100)).status()).isEqualTo(200);
    assertThat(post("/start", "user-a", text(MIB)).status()).isEqualTo(200);
    assertThat(post("/bundle", null, text(SMALL + 1)).status()).isEqualTo(200);
  }

  @Test
  void oneUserCannotLockOutAnother() throws IOException {
    start(budget(4 * MIB, Duration.ofMillis(50)));
    begin("/start", "user-a", 2 * MIB);
    for (int i = 0; i < MIB / 4 / SMALL; i++) {
      begin("/start", "user-a", SMALL);
    }
    for (int length : List.of(SMALL, SMALL + 1)) {
      Answer refused = post("/start", "user-a", text(length));
      assertThat(refused.status()).as(refused.text()).isEqualTo(503);
      assertThat(refused.header("retry-after")).isEqualTo("5");
      assertThat(post("/start", "user-b", text(length)).status()).isEqualTo(200);
    }
    assertThat(post("/start", "user-b", text(2 * MIB)).status()).isEqualTo(200);
  }

  @Test
  void anotherBodyOfAUserContinuesWhenTheFirstEnds() throws Exception {
    start(budget(4 * MIB, Duration.ofMinutes(1)));
    RawHttp first = begin("/start", "user-a", 2 * MIB);
    RawHttp second = client();
    second.send(head("/start", "user-a", 2 * MIB));
    BodyBudgets budgets = server.capacity().bodyReader().budgets();
    while (budgets.waitingBodies() == 0) {
      Thread.onSpinWait();
    }
    first.send(text(2 * MIB));
    assertThat(first.answer(false).status()).isEqualTo(200);
    second.send(text(2 * MIB));
    assertThat(second.answer(false).status()).isEqualTo(200);
    assertEverythingIsReleased();
  }

  @Test
  void slowBodiesOfStrangersLeavePermitsForUsersAndSessions() throws IOException {
    // Two of the eight transfers may be bodies of strangers.
    start(HttpSettings.defaults().with(RequestLimits.of(10)));
    begin("/bundle", null, 100);
    begin("/bundle", null, 100);
    assertThat(post("/bundle", null, text(100)).status()).isEqualTo(503);
    assertThat(post("/start", "user-a", text(100)).status()).isEqualTo(200);
    assertThat(post("/content", null, text(100)).status()).isEqualTo(200);
  }

  @Test
  void everythingIsReleasedWhateverHappens() throws IOException {
    start(
        budget(4 * MIB, Duration.ofMillis(50))
            .with(ClientPace.DEFAULT.withTimeouts(Duration.ofSeconds(20), Duration.ofMillis(200))));
    for (String token : Arrays.asList("user-a", "guessed")) {
      // Malformed, closed by the client, too slow, shorter than declared.
      post("/start", token, new byte[1000]);
      begin("/start", token, 1000).close();
      RawHttp slow = begin("/start", token, 1000);
      assertThat(slow.answer(false).status()).isEqualTo(408);
      RawHttp half = begin("/start", token, 1000);
      half.send(new byte[500]);
      half.endSending();
    }
    post("/start", "user-a", new byte[MIB]);
    begin("/start", "user-a", MIB).close();
    // Refused by the budget.
    RawHttp full = begin("/start", "user-a", 2 * MIB);
    assertThat(post("/start", "user-a", text(MIB)).status()).isEqualTo(503);
    full.close();
    assertEverythingIsReleased();
  }

  @Test
  void aSmallBodyHasADeadline() throws IOException {
    start(
        HttpSettings.defaults()
            .with(ClientPace.DEFAULT.withTimeouts(Duration.ofSeconds(20), Duration.ofMillis(200))));
    RawHttp declared = begin("/bundle", null, SMALL);
    declared.send(new byte[] {'"', 'x'});
    RawHttp chunked = begin("/start", "user-a", -1);
    chunked.send("1\r\n\"\r\n");
    for (RawHttp slow : List.of(declared, chunked)) {
      Answer answer = slow.answer(false);
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.text()).contains("too slowly");
      assertThat(slow.isClosedByServer()).isTrue();
    }
    assertEverythingIsReleased();
  }

  @Test
  void theTrailersOfABodyBelongToItsDeadline() throws IOException {
    start(
        HttpSettings.defaults()
            .with(ClientPace.DEFAULT.withTimeouts(Duration.ofSeconds(20), Duration.ofMillis(300))));
    for (String begin : List.of("2\r\n\"\"\r\n0\r\nX: ", "2;x=")) {
      RawHttp client = begin("/bundle", null, -1);
      client.skipContinue();
      client.send(begin);
      assertThat(trickle(client)).as(begin).isBetween(1, 500);
    }
    assertEverythingIsReleased();
  }

  /** Sends bytes until the server responds or closes the connection, and returns their number. */
  private static int trickle(RawHttp client) throws IOException {
    int sent = 0;
    try {
      while (!client.hasAnswerWithin(Duration.ofMillis(20))) {
        client.send("a");
        sent++;
      }
    } catch (SocketException e) {
      // Closed by the server.
    }
    return sent;
  }

  @Test
  void aBodyThatNoHandlerReadsIsReceivedForALimitedTime() throws IOException {
    start(
        HttpSettings.defaults()
            .with(ClientPace.DEFAULT.withIdleTimeout(Duration.ofMillis(200))));
    RawHttp client = client();
    client.send(head("/unread", null, 5) + "12345");
    assertThat(client.answer(false).status()).isEqualTo(200);
    client.send(head("/unread", null, 10_000) + "1234");
    assertThat(client.answer(false).status()).as("the same connection").isEqualTo(200);
    assertThat(trickle(client)).isBetween(1, 500);
    assertThat(client.isClosedByServer()).isTrue();
    assertEverythingIsReleased();
  }
}
