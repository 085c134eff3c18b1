package io.gypsum.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.http.Caller;
import io.gypsum.server.http.HttpMethod;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.http.Route;
import io.gypsum.server.session.SealedText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.gypsum.server.BrowserSession.BROWSER;
import static org.assertj.core.api.Assertions.assertThat;

/** Cookies of sessions that were stolen, changed, planted or are too old. */
class SessionCookieTest {
  @TempDir Path directory;

  private RoleServer server;

  @BeforeEach
  void start() {
    server = RoleServer.start(directory.resolve("first"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private BrowserSession signedIn() throws IOException {
    return server.session(TestRole.OWNER);
  }

  private static BrowserSession with(BrowserSession session, String cookie) {
    return new BrowserSession(session.port(), cookie, session.csrf());
  }

  @Test
  void aSignInBeginsANewSessionSoThatNobodyCanPrepareOne() throws IOException {
    BrowserSession planted = server.session(TestRole.ANONYMOUS);
    Answer answer = planted.post("/sign-in", "token=" + server.token(TestRole.OWNER));
    BrowserSession signedIn = with(planted, answer.header("Set-Cookie").replaceFirst(";.*", ""));
    assertThat(signedIn.isSignedIn()).isTrue();
    assertThat(signedIn.post("/sign-out", "").status()).as("the planted token").isEqualTo(403);
    assertThat(planted.isSignedIn()).isFalse();
  }

  @Test
  void aCopiedCookieIsRefusedAfterTheSignOut() throws IOException {
    BrowserSession session = signedIn();
    Answer answer = session.post("/sign-out", "");
    assertThat(answer.header("Set-Cookie")).startsWith("gypsum=;").contains("Max-Age=0");
    assertThat(session.isSignedIn()).isFalse();
    assertThat(session.post("/sign-out", "").status()).isEqualTo(403);
  }

  /** The ends of sessions without a user are not recorded, so they cannot displace others. */
  @Test
  void sessionsWithoutAUserDoNotEvictTheEndsOfOthers() throws IOException {
    BrowserSession session = signedIn();
    session.post("/sign-out", "");
    BrowserSession visitor = server.session(TestRole.ANONYMOUS);
    visitor.post("/sign-out", "");
    assertThat(visitor.post("/sign-out", "").status()).isEqualTo(303);
    assertThat(session.isSignedIn()).isFalse();
  }

  /** Servers share nothing but their key (pages.md, section 5). */
  @Test
  void anotherServerAcceptsACopiedCookieUntilTheTokenIsReplaced() throws IOException {
    BrowserSession session = signedIn();
    try (RoleServer other = server.another(directory.resolve("first"))) {
      BrowserSession there = new BrowserSession(other.port(), session.cookie(), session.csrf());
      assertThat(there.isSignedIn()).isTrue();
      session.post("/sign-out", "");
      assertThat(there.isSignedIn()).isTrue();
      server.accounts().rotate(TestRole.OWNER.login());
      assertEnded(other, there);
    }
  }

  @Test
  void aRemovedAccountEndsItsSessionsImmediately() throws IOException {
    BrowserSession session = signedIn();
    server.accounts().remove(TestRole.OWNER.login());
    assertEnded(server, session);
  }

  @Test
  void aReplacedTokenEndsItsSessionsImmediately() throws IOException {
    BrowserSession session = signedIn();
    server.accounts().rotate(TestRole.OWNER.login());
    assertEnded(server, session);
  }

  /** Requires that no page and no form of a member accepts the session. */
  private static void assertEnded(RoleServer server, BrowserSession session)
      throws IOException {
    for (Route route : server.pageRoutes()) {
      if (!isForEveryone(route)) {
        RouteExample example = RouteExample.of(route.method(), route.pattern());
        Answer answer =
            route.method() == HttpMethod.GET
                ? session.get(example.path())
                : session.post(example.path(), example.body());
        assertThat(answer.status()).as(example.path()).isIn(303, 401, 403);
        if (answer.status() == 303) {
          assertThat(answer.header("Location")).as(example.path()).startsWith("/sign-in?next=");
        }
      }
    }
  }

  private static boolean isForEveryone(Route route) {
    return route.caller() == Caller.ANYONE;
  }

  @Test
  void aChangedCookieIsNoSession() throws IOException {
    BrowserSession session = signedIn();
    String value = session.cookie().substring("gypsum=".length());
    for (int i = 0; i < value.length() - 1; i += 7) {
      char other = value.charAt(i) == 'A' ? 'B' : 'A';
      String changed = value.substring(0, i) + other + value.substring(i + 1);
      assertNoSession(session, changed);
      assertNoSession(session, value.substring(0, i));
    }
    for (String odd : List
        .of("", "=", "%", "\"" + value + "\"", value + value, "A".repeat(6_000))) {
      assertNoSession(session, odd);
    }
  }

  private void assertNoSession(BrowserSession session, String value) throws IOException {
    BrowserSession changed = with(session, "gypsum=" + value);
    Answer home = changed.get("/");
    assertThat(home.status()).as(value).isEqualTo(200);
    assertThat(home.text()).as(value).doesNotContain("action=\"/sign-out\"");
    assertThat(changed.post("/sign-out", "").status()).as(value).isEqualTo(403);
  }

  @Test
  void aCookieOfAServerWithAnotherKeyIsNoSession() throws IOException {
    try (RoleServer other = RoleServer.start(directory.resolve("other"))) {
      BrowserSession foreign = other.session(TestRole.ADMINISTRATOR);
      assertThat(foreign.isSignedIn()).isTrue();
      assertThat(new BrowserSession(server.port(), foreign.cookie(), foreign.csrf()).isSignedIn())
          .isFalse();
    }
  }

  @Test
  void aReplacedSigningKeyEndsAllSessions() throws IOException {
    BrowserSession session = signedIn();
    Files.delete(directory.resolve("first/data").resolve(SigningKey.FILE));
    try (RoleServer restarted = server.another(directory.resolve("first"))) {
      BrowserSession there =
          new BrowserSession(restarted.port(), session.cookie(), session.csrf());
      assertThat(there.isSignedIn()).isFalse();
      assertThat(restarted.session(TestRole.OWNER).isSignedIn()).isTrue();
    }
  }

  /** A page of the same host, with another port or path, can plant a second cookie. */
  @Test
  void aPlantedSecondCookieDoesNotReplaceTheSession() throws IOException {
    BrowserSession session = signedIn();
    for (String planted : List.of("gypsum=x", "gypsum=", "gypsumx=y", "gypsum")) {
      for (String both : List
          .of(planted + "; " + session.cookie(), session.cookie() + "; " + planted)) {
        assertThat(with(session, both).isSignedIn()).as(both).isTrue();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
      "PT1M, PT1M, true", "PT11H59M, PT11H59M, true", "PT13H, PT12H, false",
      "P6DT23H59M, PT1M, true", "P7D, PT1M, false", "P8D, P8D, false"})
  void aSessionEndsAfterItsTime(Duration age, Duration unused, boolean isValid) throws IOException {
    assertThat(with(signedIn(), cookie(age, unused)).isSignedIn()).isEqualTo(isValid);
  }

  /** Returns the cookie of a session of the owner that began, and was last sent, before these times. */
  private String cookie(Duration age, Duration unused) {
    Instant now = Instant.now();
    String text =
        "{\"id\":\"x\",\"member\":{\"login\":\"owner\",\"administrator\":false,\"token\":\""
            + server.token(TestRole.OWNER) + "\"},\"created\":"
            + now.minus(age).getEpochSecond() + ",\"renewed\":"
            + now.minus(unused).getEpochSecond() + "}";
    SigningKey key =
        SigningKey.loadOrCreate(DataDirectory.at(directory.resolve("first/data")));
    return "gypsum=" + new SealedText(key, "session").seal(text);
  }

  @Test
  void aTextSealedForAnotherPurposeIsNoSession() throws IOException {
    SigningKey key = SigningKey.loadOrCreate(DataDirectory.at(directory.resolve("first/data")));
    String text =
        new SealedText(key, "session").open(cookie(Duration.ZERO, Duration.ZERO).substring(7))
            .orElseThrow();
    assertThat(
        with(signedIn(), "gypsum=" + new SealedText(key, "sign-in").seal(text)).isSignedIn())
        .isFalse();
  }

  /** What a shared cache stores, it sends to others. */
  @Test
  void noSharedCacheMayStoreWhatASessionReceives() throws IOException {
    // Old enough to be renewed.
    BrowserSession session =
        with(signedIn(), cookie(Duration.ofMinutes(11), Duration.ofMinutes(11)));
    for (Route route : server.pageRoutes()) {
      if (route.method() == HttpMethod.GET) {
        String path = RouteExample.of(route.method(), route.pattern()).path();
        for (String address : List.of(path, path + "/none")) {
          assertNotShared(address, session.get(address));
        }
      }
    }
    assertThat(session.get("/").headers()).as("without user").doesNotContainKey("set-cookie");
    assertThat(session.get("/review").headers()).as("with user").containsKey("set-cookie");
    Answer asset = session.get(asset(session.get("/")));
    assertThat(asset.header("Cache-Control")).contains("public");
    assertThat(asset.headers()).doesNotContainKey("set-cookie");
  }

  private static String asset(Answer page) {
    return page.text().replaceFirst("(?s).*href=\"(/assets/gypsum[^\"]+\\.css)\".*", "$1");
  }

  private static void assertNotShared(String address, Answer answer) {
    String cache = String.valueOf(answer.header("Cache-Control"));
    boolean isPersonal =
        answer.headers().containsKey("set-cookie") || answer.text().contains("csrf")
            || answer.text().contains("Sign out");
    if (isPersonal) {
      assertThat(cache).as(address).containsAnyOf("private", "no-store");
    }
  }

  @Test
  void theApiIgnoresSessions() throws IOException {
    BrowserSession session = server.session(TestRole.ADMINISTRATOR);
    for (Route route : server.routes()) {
      if (!server.pageRoutes().contains(route) && !isForEveryone(route)) {
        RouteExample example = RouteExample.of(route.method(), route.pattern());
        Answer answer =
            RawHttp.ask(
                server.port(),
                RawHttp.head(
                    route.method().name(), example.path(), "Cookie: " + session.cookie(),
                    "Origin: http://localhost", "X-CSRF-Token: " + session.csrf(),
                    "Content-Length: " + example.body().length())
                    + "\r\n" + example.body());
        assertThat(answer.status()).as(RoleTable.name(route)).isEqualTo(401);
        assertThat(answer.headers()).doesNotContainKey("set-cookie");
      }
    }
  }

  @Test
  void pagesIgnoreAccessTokens() throws IOException {
    String bearer = "Authorization: Bearer " + server.token(TestRole.ADMINISTRATOR);
    assertThat(server.get("/", BROWSER, bearer).text()).doesNotContain("administrator");
    for (Route route : server.pageRoutes()) {
      if (route.method() == HttpMethod.GET && !isForEveryone(route)) {
        String path = RouteExample.of(route.method(), route.pattern()).path();
        Answer answer = server.get(path, BROWSER, bearer);
        assertThat(answer.status()).as(path).isEqualTo(303);
        assertThat(server.get(path, "Accept: application/json", bearer).status()).as(path)
            .isEqualTo(401);
      }
    }
  }

  /** Scripts cannot read the cookie, and other sites cannot make a browser send it with a form. */
  @Test
  void theCookieHasTheAttributesThatProtectIt() throws IOException {
    Answer page = server.get("/sign-in", BROWSER);
    assertThat(page.header("Set-Cookie"))
        .contains("; Path=/", "; HttpOnly", "; SameSite=Lax")
        .doesNotContain("Domain", server.token(TestRole.OWNER));
  }
}
