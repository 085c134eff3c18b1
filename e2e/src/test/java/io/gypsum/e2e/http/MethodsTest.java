package io.gypsum.e2e.http;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

import io.gypsum.e2e.harness.HttpSocket;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Methods, preflight requests and cross-origin access. */
@ExtendWith(SharedServer.class)
class MethodsTest {
  private final TestServer server;

  MethodsTest(TestServer server) {
    this.server = server;
  }

  private TestResponse send(String method, String target, String... headers) {
    return HttpSocket.request(server.process().url(), method, target, headers);
  }

  private static Set<String> words(String list) {
    return new TreeSet<>(Set.of(list.split(",\\s*")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/file/x", "/list", "/create/p", "/permissions/p", "/upload/start/a/b/c",
      "/remove/a/b/c", "/none"})
  void aPreflightIsAllowedEverywhere(String target) {
    TestResponse response =
        send(
            "OPTIONS", target, "Origin: https://app.example", "Access-Control-Request-Method: PUT",
            "Access-Control-Request-Headers: authorization, x-odd");

    response.ok();
    assertThat(response.body()).isEmpty();
    assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(words(response.header("Access-Control-Allow-Methods")))
        .contains("GET", "HEAD", "POST", "PUT", "DELETE");
    assertThat(response.header("Access-Control-Max-Age")).isEqualTo("86400");
    assertThat(response.header("Access-Control-Allow-Headers")).isEqualTo("authorization, x-odd");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"/file/x | GET, HEAD, OPTIONS", "/list | GET, HEAD, OPTIONS",
      "/create/p | OPTIONS, POST", "/permissions/p | OPTIONS, PUT", "/remove/p | DELETE, OPTIONS"})
  void optionsWithoutAPreflightListsTheAllowedMethods(String target, String methods) {
    TestResponse response = send("OPTIONS", target);

    response.empty();
    assertThat(words(response.header("Allow"))).isEqualTo(words(methods));
  }

  @Test
  void optionsOfTheWholeServerIs200() {
    assertThat(send("OPTIONS", "*").status()).isIn(200, 400);
    send("OPTIONS", "/").ok();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"POST | /file/x | GET, HEAD, OPTIONS",
      "DELETE | /list | GET, HEAD, OPTIONS", "GET | /create/p | OPTIONS, POST",
      "HEAD | /create/p | OPTIONS, POST", "POST | /permissions/p | OPTIONS, PUT",
      "GET | /upload/start/a/b/c | OPTIONS, POST", "PUT | /remove/a/b | DELETE, OPTIONS",
      "PATCH | /quota/p | OPTIONS, PUT", "FOO | /quota/p | OPTIONS, PUT"})
  void anotherMethodIs405WithTheAllowedMethods(String method, String target, String methods) {
    TestResponse response = send(method, target);

    assertThat(response.status()).as("%s", response).isEqualTo(405);
    assertThat(words(response.header("Allow"))).isEqualTo(words(methods));
    if (!method.equals("HEAD")) {
      response.refused(405);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "CONNECT", "get", "G@T"})
  void unknownMethodsAreRefused(String method) {
    TestResponse response = send(method, "/list");

    assertThat(response.status()).as("%s", response).isIn(400, 405, 501);
    assertThat(response.text()).doesNotContain("TRACE /list");
  }

  @Test
  void anUnknownRouteIs404InJson() {
    for (String method : new String[] {"GET", "POST", "PUT", "DELETE"}) {
      send(method, "/none").refused(404);
    }
  }

  @Test
  void everyErrorIsJsonAndReadableByAllOrigins() {
    send("GET", "/file/none").refused(404);
    send("POST", "/create/p").refused(401);
    server.as(Users.STRANGER).post("/create/p").refused(403);
    server.as(Users.ADMIN).post("/create/..p").refused(400);
    send("GET", "/file/%zz").refused(400);
    HttpSocket.exchange(
        server.process().url(), "GET /list HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8))
        .refused(400);
    HttpSocket.exchange(
        server.process().url(),
        "nonsense\r\n\r\n".getBytes(StandardCharsets.UTF_8))
        .refused(400);
  }

  @Test
  void aFailedHeadHasNoBody() {
    TestResponse response = send("HEAD", "/file/none");

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.body()).isEmpty();
    assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("*");
  }

  @Test
  void successfulResponsesAreReadableByAllOrigins() {
    TestResponse response = server.as(Users.ADMIN).delete("/unlock/none").ok();

    assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("*");
  }

  @Test
  void aBodyThatIsTooLargeIs413() {
    TestResponse response =
        server.as(Users.ADMIN).send("POST", "/create/p", "{\"x\":\"" + "y".repeat(3 << 20) + "\"}");

    response.refused(413);
  }

  @Test
  void bodiesMayBeChunked() {
    String project = server.newProject();
    TestResponse response =
        HttpSocket.exchange(
            server.process().url(),
            ("PUT /quota/" + project + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + Users.ADMIN.token()
                + "\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\n{\"bas\r\na\r\neline\":12}\r\n0\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));

    response.empty();
    assertThat(server.bucket().object(project + "/..quota")).containsEntry("baseline", 12L);
  }

  @Test
  void theRoutesOfTheServerItselfRespond() {
    TestResponse health = server.anonymous().get("/health");
    TestResponse metrics = server.anonymous().get("/metrics");
    TestResponse api = server.anonymous().get("/openapi.json");

    assertThat(Json.object(health.ok().json())).isNotEmpty();
    assertThat(metrics.ok().text()).contains("http");
    assertThat(Json.object(api.ok().json())).containsKeys("openapi", "paths");
  }
}
