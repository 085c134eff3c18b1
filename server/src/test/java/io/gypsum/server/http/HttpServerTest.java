package io.gypsum.server.http;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;

import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HttpServerTest {
  private static HttpServer server;
  private static int port;

  @BeforeAll
  static void start() throws IOException {
    server = TestHttp.start(
        TestHttp.get("/echo/{text}", HttpServerTest::echo),
        TestHttp.get(
            "/query",
            e -> e.sendJson(out -> out.writeString(String.valueOf(e.queryParameter("q"))))),
        TestHttp.put("/echo/{text}", HttpServerTest::echo),
        TestHttp.post("/json", HttpServerTest::readJson),
        TestHttp.post("/optional", HttpServerTest::readOptionalJson),
        TestHttp.post("/body", e -> e.sendJson(out -> out.writeNumber(drain(e)))),
        TestHttp.get("/empty", Exchange::sendEmpty),
        TestHttp.get("/nothing", e -> {}),
        TestHttp.get("/headers", e -> {
          e.setHeader("X-Text", "replaced");
          e.setHeader("x-text", "a\r\nX-Other: b\u0000\u007f\té");
        }),
        TestHttp.get("/token", e -> e.sendJson(out -> out.writeString(e.bearerToken()))),
        TestHttp.get("/fail/{kind}", HttpServerTest::fail),
        TestHttp.get("/bug", e -> {
          throw new IllegalStateException("secret inside");
        }),
        TestHttp.get("/half/{bytes}", HttpServerTest::failHalfway));
    port = server.port();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void echo(Exchange exchange) throws IOException {
    exchange.sendJson(out -> out.writeString(exchange.pathParameter("text")));
  }

  private static void readJson(Exchange exchange) throws IOException {
    String text = exchange.readJson(100, in -> in.string());
    exchange.sendJson(out -> out.writeString(text));
  }

  private static void readOptionalJson(Exchange exchange) throws IOException {
    boolean empty = exchange.readJsonOrEmpty(100, in -> {
      boolean absent = true;
      in.beginObject();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        absent = false;
        in.skip();
      }
      return absent;
    });
    exchange.sendJson(out -> out.writeBoolean(empty));
  }

  private static long drain(Exchange exchange) {
    try {
      return exchange.body().transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      // As a store wraps it.
      throw new GypsumException(GypsumException.Kind.UNAVAILABLE, "cannot read", e);
    }
  }

  private static void fail(Exchange exchange) {
    throw new GypsumException(
        GypsumException.Kind.valueOf(exchange.pathParameter("kind")), "because");
  }

  private static void failHalfway(Exchange exchange) throws IOException {
    exchange.stream("text/plain", out -> {
      out.write(new byte[Integer.parseInt(exchange.pathParameter("bytes"))]);
      throw new GypsumException(GypsumException.Kind.UNAVAILABLE, "gone");
    });
  }

  @ParameterizedTest
  @CsvSource(
      value = {
          "a%2Fb%2F..manifest -> a/b/..manifest", "a+b -> a+b", "a%2Bb -> a+b", "a%20b -> a b",
          "%C3%A9 -> é", "%F0%9F%A7%AC -> 🧬", "%2e%2E -> ..", ".. -> ..", ". -> .",
          "a;b=c -> a;b=c",
          "%5C -> \\", "<>[]^`{|} -> <>[]^`{|}", "%25 -> %", "%3F -> ?",
          "a:b@c!$&'()*,;=~ -> a:b@c!$&'()*,;=~"},
      delimiterString = " -> ", quoteCharacter = '#')
  void aSegmentIsDecodedOnce(String sent, String expected) throws IOException {
    RawHttp.Answer answer = RawHttp.ask(port, "GET", "/echo/" + sent);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(json(expected));
  }

  private static String json(String text) {
    return io.gypsum.core.json.JsonOutput.text(out -> out.writeString(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
          "/echo/%", "/echo/%2", "/echo/%zz", "/echo/%c3", "/echo/%ff", "/echo/%c0%af",
          "/echo/%ed%a0%80", "/echo/\u00e9", "/echo/a\\b", "/\\evil.com", "/echo/a#b",
          "/query?q=%", "/query?q=%ff", "/query?q=\u00e9", "/echo/a\u0001b", "/echo/a\u007fb"})
  void aMalformedAddressIs400InJson(String target) throws IOException {
    assertError(RawHttp.ask(port, "GET", target), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
          "GARBAGE\r\n\r\n", "GET /empty HTTP/1.1\r\n\r\n",
          "GET /empty HTTP/1.1\r\nHost: a b\r\n\r\n",
          "GET /empty HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
          "GET /empty HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n",
          "GET /empty HTTP/1.1\r\nHost: a\r\nx: \u0001\r\n\r\n",
          "GET /empty HTTP/9.9\r\nHost: a\r\n\r\n", "G@T /empty HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET empty HTTP/1.1\r\nHost: a\r\n\r\n",
          "POST /json HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
          "POST /json HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
          "POST /json HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: rot13\r\n\r\n",
          "POST /json HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"})
  void malformedRequestsGetJsonErrors(String request) throws IOException {
    RawHttp.Answer answer = RawHttp.ask(port, request);
    assertThat(answer.status()).as(answer.text()).isBetween(400, 505);
    assertError(answer, answer.status());
  }

  @Test
  void aHeaderIsReplacedAndItsControlCharactersAreSpaces() throws IOException {
    RawHttp.Answer answer = RawHttp.ask(port, "GET", "/headers");
    assertThat(answer.header("x-text")).isEqualTo("a  X-Other: b  \té");
    assertThat(answer.headers()).doesNotContainKey("x-other");
  }

  @Test
  void tooLongHeadersGetJsonErrors() throws IOException {
    RawHttp.Answer answer = RawHttp.ask(port, "GET", "/empty", "X: " + "x".repeat(100_000));
    assertThat(answer.status()).isIn(400, 431);
    assertError(answer, answer.status());
  }

  private static void assertError(RawHttp.Answer answer, int status) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
    assertThat(answer.header("server")).isNull();
    assertThat(answer.text())
        .matches("\\{\"status\":\"error\",\"reason\":\".+\",\"kind\":\"[a-z-]+\"}");
    assertThat(answer.text()).doesNotContain("Exception", "\tat ", "<");
  }

  @ParameterizedTest
  @CsvSource({
      "//evil.com,/evil.com", "///a//b,/a/b", "/echo//x?q=1&r=//,/echo/x?q=1&r=//", "//,/",
      "/echo/x//,/echo/x/", "/%2F//a,/%2F/a"})
  void doubledSlashesRedirectWithinThisServer(String target, String location) throws IOException {
    RawHttp.Answer answer = RawHttp.ask(port, "GET", target);
    assertThat(answer.status()).isEqualTo(301);
    assertThat(answer.header("location")).isEqualTo(location);
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
  }

  @Test
  void redirectsContainThePublicPath() throws IOException {
    HttpSettings settings =
        HttpSettings.defaults()
            .with(new HttpSettings.ListenAddress("127.0.0.1", 0, "/gypsum"));
    try (HttpServer below = TestHttp.start(settings, TestHttp.get("/x", Exchange::sendEmpty))) {
      RawHttp.Answer answer = RawHttp.ask(below.port(), "GET", "/a//b?q=1");
      assertThat(answer.header("location")).isEqualTo("/gypsum/a/b?q=1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/none", "/echo", "/echo/", "/echo/a/b", "/ECHO/a", "/empty/", "*"})
  void anUnknownRouteIs404(String target) throws IOException {
    assertError(RawHttp.ask(port, "GET", target), 404);
  }

  @Test
  void aWrongMethodIs405WithAllow() throws IOException {
    for (String method : List.of("DELETE", "PATCH", "TRACE", "get")) {
      RawHttp.Answer answer = RawHttp.ask(port, method, "/echo/x");
      assertError(answer, 405);
      assertThat(answer.header("allow")).isEqualTo("GET, HEAD, PUT, OPTIONS");
    }
  }

  @Test
  void headIsGetWithoutBody() throws IOException {
    RawHttp.Answer get = RawHttp.ask(port, "GET", "/echo/abc");
    RawHttp.Answer head = RawHttp.ask(port, "HEAD", "/echo/abc");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.headers().keySet()).isEqualTo(get.headers().keySet());
    assertThat(head.header("content-length")).isEqualTo("5");
  }

  @Test
  void headOfAnErrorHasNoBody() throws IOException {
    try (RawHttp client = new RawHttp(port)) {
      client.send(RawHttp.head("HEAD", "/none") + "\r\n" + RawHttp.head("GET", "/empty") + "\r\n");
      assertThat(client.answer(true).status()).isEqualTo(404);
      assertThat(client.answer(false).status()).isEqualTo(200);
    }
  }

  @Test
  void aPreflightIsAnswered() throws IOException {
    RawHttp.Answer answer =
        RawHttp.ask(
            port, "OPTIONS", "/echo/x", "Origin: https://a.example",
            "Access-Control-Request-Method: PUT",
            "Access-Control-Request-Headers: authorization, content-type");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
    assertThat(answer.header("access-control-allow-methods"))
        .contains("GET", "HEAD", "POST", "PUT", "DELETE");
    assertThat(answer.header("access-control-max-age")).isEqualTo("86400");
    assertThat(answer.header("access-control-allow-headers"))
        .isEqualTo("authorization, content-type");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void plainOptionsListsTheMethods() throws IOException {
    assertThat(RawHttp.ask(port, "OPTIONS", "/json").header("allow")).isEqualTo("POST, OPTIONS");
    assertThat(RawHttp.ask(port, "OPTIONS", "*").header("allow")).contains("DELETE");
    assertThat(RawHttp.ask(port, "OPTIONS", "/none").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
      "/query,null", "/query?q=a+b,a b", "/query?q=a%2Bb,a+b", "/query?x=1&q=%2525,%25",
      "/query?q,''", "/query?q=,''", "/query?%71=1,1", "/query?q=1&q=2,1", "/query?q=a=b,a=b"})
  void aQueryIsDecodedOnce(String target, String expected) throws IOException {
    assertThat(RawHttp.ask(port, "GET", target).text()).isEqualTo(json(expected));
  }

  @Test
  void anEmptyResponseIs200WithoutBody() throws IOException {
    for (String target : List.of("/empty", "/nothing")) {
      RawHttp.Answer answer = RawHttp.ask(port, "GET", target);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("content-length")).isEqualTo("0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyKindOfFailureHasItsStatus(GypsumException.Kind kind) throws IOException {
    RawHttp.Answer answer = RawHttp.ask(port, "GET", "/fail/" + kind);
    assertError(answer, ErrorHandling.status(kind));
    assertThat(answer.text()).contains("because");
    assertThat(answer.header("www-authenticate"))
        .isEqualTo(kind == GypsumException.Kind.UNAUTHENTICATED ? "Bearer" : null);
    assertThat(answer.header("retry-after"))
        .isEqualTo(kind == GypsumException.Kind.BUSY ? "5" : null);
  }

  @Test
  void anUnexpectedFailureRevealsOnlyAnId() throws IOException {
    RawHttp.Answer answer = RawHttp.ask(port, "GET", "/bug");
    assertError(answer, 500);
    assertThat(answer.text()).contains("internal error, id ").doesNotContain("secret");
  }

  @Test
  void aFailureBeforeAnythingWasSentGetsAnErrorResponse() throws IOException {
    assertError(RawHttp.ask(port, "GET", "/half/1000"), 503);
  }

  @Test
  void aFailureMidwayClosesTheConnection() {
    assertThatThrownBy(() -> RawHttp.ask(port, "GET", "/half/100000"))
        .isInstanceOfAny(
            EOFException.class, java.net.SocketException.class, NumberFormatException.class);
  }

  @Test
  void aBearerTokenIsRead() throws IOException {
    assertThat(RawHttp.ask(port, "GET", "/token", "Authorization: Bearer abc").text())
        .isEqualTo("\"abc\"");
    assertThat(RawHttp.ask(port, "GET", "/token", "authorization: bearer abc").text())
        .isEqualTo("\"abc\"");
    for (String bad : List
        .of("X: y", "Authorization: Basic abc", "Authorization: Bearer ", "Authorization: abc")) {
      assertError(RawHttp.ask(port, "GET", "/token", bad), 401);
    }
  }

  @Test
  void bodyReaderAreRead() throws IOException {
    assertThat(post("/json", "\"x\"").text()).isEqualTo("\"x\"");
    assertThat(post("/optional", "").text()).isEqualTo("true");
    assertThat(RawHttp.ask(port, "POST", "/optional").text()).isEqualTo("true");
    assertThat(post("/optional", "{\"a\":1}").text()).isEqualTo("false");
    for (String bad : List.of("", "x", "{}", "\"x\" 1", "\"x")) {
      assertError(post("/json", bad), 400);
    }
    assertError(RawHttp.ask(port, "POST", "/json"), 400);
  }

  @Test
  void aJsonBodyOverItsLimitIs413() throws IOException {
    assertThat(post("/json", '"' + "x".repeat(98) + '"').status()).isEqualTo(200);
    assertError(post("/json", '"' + "x".repeat(99) + '"'), 413);
    String chunk = "c8\r\n\"" + "x".repeat(199) + "\r\n";
    assertError(
        RawHttp.ask(
            port, RawHttp.head("POST", "/json", "Transfer-Encoding: chunked") + "\r\n" + chunk
                + "0\r\n\r\n"),
        413);
  }

  @Test
  void aTruncatedBodyIsNotAccepted() throws IOException {
    try (RawHttp client = new RawHttp(port)) {
      client.send(RawHttp.head("POST", "/body", "Content-Length: 10") + "\r\n12345");
      client.endSending();
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aConnectionStaysUsableAfterAnErrorThatLeftTheBodyUnread() throws IOException {
    try (RawHttp client = new RawHttp(port)) {
      client.send(RawHttp.head("POST", "/none", "Content-Length: 10") + "\r\n1234567890");
      assertError(client.answer(false), 404);
      client.send(RawHttp.head("GET", "/echo/next") + "\r\n");
      assertThat(client.answer(false).text()).isEqualTo("\"next\"");
    }
  }

  @Test
  void continueIsSentOnlyWhenTheBodyIsRead() throws IOException {
    try (RawHttp client = new RawHttp(port)) {
      client.send(
          RawHttp.head("POST", "/none", "Content-Length: 10", "Expect: 100-continue") + "\r\n");
      assertError(client.answer(false), 404);
    }
    try (RawHttp client = new RawHttp(port)) {
      client.send(
          RawHttp.head("POST", "/json", "Content-Length: 3", "Expect: 100-continue") + "\r\n");
      client.send("\"x\"");
      assertThat(client.answer(false).text()).isEqualTo("\"x\"");
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    try (RawHttp client = new RawHttp(port)) {
      client.send(
          RawHttp.head("GET", "/echo/1") + "\r\n" + RawHttp.head("GET", "/echo/2") + "\r\n");
      assertThat(client.answer(false).text()).isEqualTo("\"1\"");
      assertThat(client.answer(false).text()).isEqualTo("\"2\"");
    }
  }

  private static RawHttp.Answer post(String target, String body) throws IOException {
    return RawHttp.ask(
        port, RawHttp.head("POST", target, "Content-Length: " + body.length()) + "\r\n" + body);
  }
}
