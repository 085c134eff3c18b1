package io.gypsum.e2e.http;

import io.gypsum.e2e.harness.HttpSocket;
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

/** Encoding of request lines. */
@ExtendWith(SharedServer.class)
class EncodingTest {
  private final TestServer server;
  private final String project;

  EncodingTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
  }

  private TestResponse get(String target) {
    return HttpSocket.request(server.process().url(), "GET", target.replace("P", project));
  }

  private TestResponse asAdmin(String method, String target) {
    return HttpSocket.request(
        server.process().url(), method, target.replace("P", project),
        "Authorization: Bearer " + Users.ADMIN.token());
  }

  @Test
  void slashesOfAKeyMayBeEncodedOrPlain() {
    get("/file/P%2F..usage").isJson("{'total':0}");
    get("/file/P%2f..usage").isJson("{'total':0}");
    get("/file/P/..usage").isJson("{'total':0}");
  }

  @Test
  void encodedDotsAreDots() {
    get("/file/P%2F%2E%2Eusage").isJson("{'total':0}");
    get("/file/P%2F%2e%2eusage").isJson("{'total':0}");
    get("/file/P%2F%2E%2E").refused(400);
    get("/file/%2E%2E%2Fsigning.key").refused(400);
    get("/file/%2E%2E").refused(400);
    get("/file/%2E").refused(400);
  }

  @Test
  void anyCharacterMayBeEncoded() {
    get("/%66ile/P%2F..%75sage").isJson("{'total':0}");
  }

  @Test
  void decodingHappensOnce() {
    get("/file/P%252F..usage").refused(404, "%2F..usage");
    get("/file/%252E%252E%252Fsigning.key").refused(404);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '^', value = {"x+y|x+y", "x%2By|x+y", "x%20y|x y",
      "x;y=1|x;y=1", "x%3By|x;y", "%C3%A4%E6%BC%A2%F0%9F%98%80|ä漢😀", "x%25y|x%y",
      "x%3Fy%23z|x?y#z", "x:@&=$,!y|x:@&=$,!y", "~._-|~._-", "x%22y|x\"y", "x'()*y|x'()*y"})
  void aNameIsItsDecodedSegment(String segment, String name) {
    asAdmin("POST", "/create/" + segment + project).empty();

    assertThat(server.bucket().has(name + project + "/..usage")).as("project %s", name).isTrue();
  }

  @Test
  void rawUtf8InAPathIsAccepted() {
    TestResponse response = asAdmin("POST", "/create/ä" + project);

    // RFC 3986 requires it to be encoded, but some clients do not encode it.
    assertThat(response.status()).isIn(200, 400);
    assertThat(server.bucket().has("ä" + project)).isEqualTo(response.status() == 200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "%zz", "%4g", "a%", "%%41", "%u0041", "%C3", "%FF", "%C3%28",
      "%C0%AF", "%ED%A0%80", "%F4%90%80%80", "%00", "a%00b", "%0A", "%0D%0A", "%7F", "%C2%80"})
  void malformedEncodingAndControlCharactersAre400(String segment) {
    get("/file/" + segment).refused(400);
    asAdmin("POST", "/create/" + segment).refused(400);
    asAdmin("POST", "/refresh/latest/P/" + segment).refused(400);
  }

  @ParameterizedTest
  @CsvSource({"//file/x, /file/x", "/file//x, /file/x", "/file/x//, /file/x/",
      "///list?prefix=a//b&x=+, /list?prefix=a//b&x=+", "/create//p%2F%2Fq, /create/p%2F%2Fq"})
  void doubledSlashesAreRedirectedToSingleOnes(String target, String location) {
    TestResponse response = get(target).has(301);

    assertThat(response.header("Location")).endsWith(location).doesNotStartWith("//");
  }

  @Test
  void redirectsStayOnTheServer() {
    for (String target : new String[] {"//evil.example/x", "///evil.example", "//\\evil.example/",
        "/\\/evil.example//"}) {
      TestResponse response = get(target);
      if (response.status() == 301) {
        assertThat(response.header("Location")).as(target)
            .matches(
                "/[^/\\\\].*|/|" + "http://"
                    + server.process().url().getRawAuthority() + "/.*");
      } else {
        response.refused(400);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x//list", "evil.example//x", "http:evil.example//x"})
  void aTargetThatDoesNotStartWithASlashIsNotRedirected(String target) {
    assertThat(get(target).status()).isIn(400, 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/create/a%2Fb", "/create/%2F", "/create/a%2F", "/create/a%5Cb",
      "/create/%2E%2E%2Fx"})
  void anEncodedSlashInANameIs400(String target) {
    asAdmin("POST", target).refused(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/file/..", "/file/../list", "/../list", "/./list", "/file/./x",
      "/..", "/file/P%2F../..usage", "/create/../create/x"})
  void dotSegmentsAreNotResolved(String target) {
    TestResponse response = get(target);

    assertThat(response.status()).as("%s", response).isIn(400, 404, 405);
    response.refused(response.status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/list/", "/file/", "/file/x/", "/health/", "/create/x/y", "/create",
      "/none", "/file", "/remove/a/b/c/d", "/FILE/x", "/list;x=1", "/upload/start/a/b", "?",
      "?x=/list"})
  void anUnknownRouteIs404(String target) {
    get(target).refused(404);
  }

  @Test
  void aSemicolonIsPartOfTheName() {
    get("/file/P%2F..usage;v=1").refused(404, "..usage;v=1");
    asAdmin("POST", "/create/s;x=1" + project).empty();
    assertThat(server.bucket().has("s;x=1" + project + "/..permissions")).isTrue();
  }

  @Test
  void longSegmentsAreRefused() {
    get("/file/" + "x".repeat(1024)).refused(404);
    get("/file/" + "x".repeat(1025)).refused(400, "1024");
    get("/file/" + "%C3%A4".repeat(513)).refused(400);
    get("/file/" + "a%2F".repeat(511) + "a").refused(404);
    TestResponse huge = get("/file/" + "x".repeat(100_000));
    assertThat(huge.status()).isIn(400, 414, 431);
    huge.refused(huge.status());
  }

  @Test
  void theQueryIsNotPartOfThePath() {
    get("/file/P%2F..usage?x=%2F..&y").isJson("{'total':0}");
    get("/file/P%2F..usage?").isJson("{'total':0}");
  }

  @Test
  void anAbsoluteRequestTargetIsServed() {
    TestResponse response = get("http://anything.example/file/P%2F..usage");

    assertThat(response.status()).isIn(200, 400);
  }
}
