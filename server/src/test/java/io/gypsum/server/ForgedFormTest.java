package io.gypsum.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.gypsum.server.http.HttpMethod;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.http.Route;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.server.BrowserSession.FORM;
import static io.gypsum.server.BrowserSession.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

/** Forms that other sites make the browser of an administrator send, and forms that no browser sends. */
class ForgedFormTest {
  private static final int MAX_FORM_BYTES = 1024 * 1024;
  private static final int MAX_FIELDS = 10_000;

  @TempDir static Path directory;

  private static RoleServer server;
  private static BrowserSession session;

  private Map<String, String> before;

  @BeforeAll
  static void start() throws IOException {
    server = RoleServer.start(directory);
    session = server.session(TestRole.ADMINISTRATOR);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void reset() {
    server.writeProject();
    before = server.content();
  }

  private static List<RouteExample> forms() {
    List<RouteExample> forms = new ArrayList<>();
    for (Route route : server.pageRoutes()) {
      if (route.method() != HttpMethod.GET) {
        RouteExample example = RouteExample.of(route.method(), route.pattern());
        forms.add(new RouteExample(example.path(), server.fill(example.body())));
      }
    }
    return forms;
  }

  /** A request with the cookie of the session, which changes nothing. */
  @FunctionalInterface
  private interface Forgery {
    Answer send(RouteExample form) throws IOException;
  }

  private void assertRefused(Forgery forgery) throws IOException {
    assertThat(forms()).hasSizeGreaterThan(1);
    for (RouteExample form : forms()) {
      Answer answer = forgery.send(form);
      assertThat(answer.status()).as(form.path() + ": " + answer.text()).isEqualTo(403);
      assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
      assertThat(answer.headers()).doesNotContainKey("set-cookie");
    }
    assertThat(server.content()).isEqualTo(before);
    assertThat(session.isSignedIn()).isTrue();
  }

  @Test
  void aFormWithoutTheTokenOfTheSessionIsRefused() throws IOException {
    assertRefused(form -> session.sendRaw("POST", form.path(), form.body(), ORIGIN, FORM));
    assertRefused(
        form -> session.sendRaw("POST", form.path(), form.body() + "&csrf=", ORIGIN, FORM));
  }

  @Test
  void theTokenOfAnotherSessionIsRefused() throws IOException {
    BrowserSession same = server.session(TestRole.ADMINISTRATOR);
    BrowserSession visitor = server.session(TestRole.ANONYMOUS);
    for (String token : List.of(same.csrf(), visitor.csrf(), session.csrf() + "x")) {
      assertRefused(
          form -> session.sendRaw(
              "POST", form.path(), form.body() + "&csrf=" + token, ORIGIN, FORM));
    }
  }

  @Test
  void aScriptNeedsTheTokenToo() throws IOException {
    for (String token : List.of("X-CSRF-Token: x", "X-CSRF-Token: ", "X-Other: x")) {
      assertRefused(
          form -> session.sendRaw(
              "POST", form.path(), form.body() + "&csrf=x", ORIGIN, FORM, token));
    }
  }

  @Test
  void theTokenIsNotReadFromTheAddress() throws IOException {
    assertRefused(
        form -> session.sendRaw(
            "POST", form.path() + "?csrf=" + session.csrf(), form.body(), ORIGIN, FORM));
  }

  @Test
  void ofTwoTokensTheFirstOneCounts() throws IOException {
    assertRefused(
        form -> session.sendRaw(
            "POST", form.path(), form.body() + "&csrf=x&csrf=" + session.csrf(), ORIGIN, FORM));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://evil.example", "http://localhost.evil.example", "http://evil.localhost",
          "https://localhost", "http://localhost:81", "http://localhost/", "null", "", "localhost",
          "http://localhost, http://evil.example"})
  void aFormOfAnotherSiteIsRefusedEvenWithTheToken(String origin) throws IOException {
    assertRefused(
        form -> session.sendRaw(
            "POST", form.path(), form.body() + "&csrf=" + session.csrf(), "Origin: " + origin,
            FORM));
  }

  /** All browsers send it with forms. */
  @Test
  void aFormWithoutAnOriginIsRefused() throws IOException {
    assertRefused(
        form -> session.sendRaw(
            "POST", form.path(), form.body() + "&csrf=" + session.csrf(), FORM,
            "Referer: http://localhost/"));
  }

  @Test
  void anAccessTokenReplacesNeitherSessionNorToken() throws IOException {
    String bearer = "Authorization: Bearer " + server.token(TestRole.ADMINISTRATOR);
    assertRefused(
        form -> session.sendRaw("POST", form.path(), form.body(), ORIGIN, FORM, bearer));
    for (RouteExample form : forms()) {
      Answer answer = server.session(TestRole.ANONYMOUS)
          .sendRaw("POST", form.path(), form.body(), ORIGIN, FORM, bearer);
      assertThat(answer.status()).as(form.path()).isIn(401, 403);
    }
    assertThat(server.content()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "multipart/form-data; boundary=x", "application/json", "",
          "application/x-www-form-urlencodedx"})
  void aBodyOfAnotherTypeIsNoForm(String type) throws IOException {
    for (RouteExample form : forms()) {
      Answer answer = session.sendRaw(
          "POST", form.path(), "csrf=" + session.csrf(), ORIGIN, "Content-Type: " + type);
      assertThat(answer.status()).as(form.path()).isEqualTo(400);
    }
    assertThat(server.content()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a=%", "a=%4", "a=%zz", "%=a", "a=%ff", "a=%c3", "a=%ed%a0%80", "a=\u00ff"})
  void malformedPercentEncodingIsRefused(String field) throws IOException {
    for (RouteExample form : forms()) {
      Answer answer = session.sendRaw(
          "POST", form.path(), field + "&csrf=" + session.csrf(), ORIGIN, FORM);
      assertThat(answer.status()).as(form.path() + answer.text()).isEqualTo(400);
    }
    assertThat(server.content()).isEqualTo(before);
  }

  @Test
  void aFormIsReadUpToItsMaximumSize() throws IOException {
    String start = "csrf=" + session.csrf() + "x&a=";
    for (RouteExample form : forms()) {
      String largest = start + "a".repeat(MAX_FORM_BYTES - start.length());
      Answer read = session.sendRaw("POST", form.path(), largest, ORIGIN, FORM);
      assertThat(read.status()).as(form.path()).isEqualTo(403);
      Answer refused = session.sendRaw("POST", form.path(), largest + "a", ORIGIN, FORM);
      assertThat(refused.status()).as(form.path()).isEqualTo(413);
    }
  }

  /** Names with the same hash: a hash table without trees would compare each with all others. */
  @Test
  void aFormIsReadUpToItsMaximumNumberOfFieldsInShortTime() throws IOException {
    List<String> names = List.of("");
    while (names.size() < MAX_FIELDS) {
      names = names.stream().flatMap(name -> List.of(name + "Aa", name + "BB").stream()).toList();
    }
    String fields = String.join("&", names.subList(0, MAX_FIELDS - 1)) + "&csrf=x";
    long start = System.nanoTime();
    for (int i = 0; i < 10; i++) {
      assertThat(session.sendRaw("POST", "/sign-out", fields, ORIGIN, FORM).status())
          .isEqualTo(403);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(session.sendRaw("POST", "/sign-out", fields + "&a", ORIGIN, FORM).status())
        .isEqualTo(400);
    assertThat(session.isSignedIn()).isTrue();
  }
}
