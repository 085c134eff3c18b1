package io.gypsum.server.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.testing.MemberServer;
import io.gypsum.server.testing.MemberServer.Browser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Sign-in with an access token, sessions and sign-out (pages.md, section 5). */
class SessionsTest {
  private static final String OWN_ORIGIN = "Origin: http://localhost";

  @TempDir Path directory;

  private MemberServer server;

  @BeforeEach
  void start() {
    server = MemberServer.start(directory);
    server.addUser("alice");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aPersonSignsInAndOut() throws IOException {
    Browser browser = server.signedIn("alice");
    assertThat(browser.get("/").text()).contains("<bdi>alice</bdi>", "Sign out");
    Answer out = browser.post("/sign-out");
    assertThat(out.status()).isEqualTo(303);
    assertThat(browser.cookies()).isEmpty();
    assertThat(browser.get("/").text()).doesNotContain("alice").contains("Sign in");
  }

  @Test
  void theCookieIsHiddenFromScriptsAndOtherSites() throws IOException {
    Browser browser = server.browser();
    assertThat(browser.get("/sign-in").header("Set-Cookie"))
        .startsWith("gypsum=")
        .contains("; Path=/", "; HttpOnly", "; SameSite=Lax", "; Max-Age=43200")
        .doesNotContain("Secure");
  }

  @Test
  void theSignInLeadsToThePageThatWasWanted() throws IOException {
    String token = server.addUser("bob");
    Browser browser = server.browser();
    browser.get("/sign-in?next=/browse/p");
    assertThat(browser.post("/sign-in", "token", token, "next", "/browse/p").header("Location"))
        .isEqualTo("/browse/p");
  }

  @Test
  void aWrongTokenShowsTheFormAgain() throws IOException {
    Browser browser = server.browser();
    browser.get("/sign-in");
    Answer answer = browser.post("/sign-in", "token", "wrong");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text()).contains("invalid access token", "name=\"token\"");
    assertThat(browser.post("/sign-in", "token", "").status()).isEqualTo(400);
    assertThat(browser.get("/").text()).contains("Sign in").doesNotContain("Sign out");
  }

  @Test
  void signInsAreInTheAuditLog() throws IOException {
    Browser browser = server.browser();
    browser.get("/sign-in");
    browser.post("/sign-in", "token", "wrong");
    browser.post("/sign-in", "token", server.addUser("dora"));
    browser.get("/");
    browser.post("/sign-out");
    server.close();
    assertThat(server.auditedActions())
        .containsExactly("sign-in refused", "sign-in ok", "sign-out ok");
  }

  @Test
  void aFormWithoutTheTokenOfItsSessionIsRefused() throws IOException {
    Browser browser = server.signedIn("alice");
    String other = server.signedIn("alice").get("/").text();
    for (String csrf : List.of("", "x", browser.csrf() + "x", csrfOf(other))) {
      Answer answer =
          browser.post("/sign-out", List.of(OWN_ORIGIN), Browser.fields(csrf));
      assertThat(answer.status()).as(csrf).isEqualTo(403);
    }
    assertThat(browser.get("/").text()).contains("alice");
  }

  @Test
  void aFormOfAnotherSiteIsRefused() throws IOException {
    Browser browser = server.signedIn("alice");
    browser.get("/");
    for (List<String> headers : List.of(
        List.<String>of(), List.of("Origin: null"), List.of("Origin: http://evil.example"),
        List.of("Origin: http://localhost.evil.example"), List.of("Origin: https://localhost"))) {
      assertThat(browser.post("/sign-out", headers, Browser.fields(browser.csrf())).status())
          .as(headers.toString())
          .isEqualTo(403);
    }
    assertThat(browser.get("/").text()).contains("alice");
  }

  @Test
  void aSessionThatEndedHereCannotBeUsedAgain() throws IOException {
    Browser browser = server.signedIn("alice");
    Browser copy = server.browser();
    copy.cookies().putAll(browser.cookies());
    assertThat(copy.get("/").text()).contains("alice");
    browser.get("/");
    browser.post("/sign-out");
    assertThat(copy.get("/").text()).doesNotContain("alice");
  }

  @Test
  void theSessionChangesAtTheSignIn() throws IOException {
    Browser browser = server.browser();
    browser.get("/sign-in");
    Browser attacker = server.browser();
    attacker.cookies().putAll(browser.cookies());
    browser.post("/sign-in", "token", server.addUser("carol"));
    assertThat(browser.get("/").text()).contains("carol");
    assertThat(attacker.get("/").text()).doesNotContain("carol");
  }

  @Test
  void aChangedCookieIsNoSession() throws IOException {
    Browser browser = server.signedIn("alice");
    String cookie = browser.cookies().get("gypsum");
    for (String changed : List.of(
        cookie.substring(1), cookie + "A",
        cookie.replaceAll(".$", cookie.endsWith("A") ? "B" : "A"),
        "", "A", "%", "A".repeat(5_000))) {
      browser.cookies().put("gypsum", changed);
      assertThat(browser.get("/").text()).doesNotContain("alice");
    }
  }

  @ParameterizedTest
  @CsvSource({
      "https://gypsum.example.org:443, https://gypsum.example.org, 303",
      "https://gypsum.example.org, https://gypsum.example.org:443, 303",
      "http://localhost:80/data, http://localhost, 303",
      "https://gypsum.example.org:80, https://gypsum.example.org, 403",
      "https://gypsum.example.org:444, https://gypsum.example.org, 403",
      "https://gypsum.example.org, https://gypsum.example.org:80, 403"})
  void aDefaultPortMayBeLeftOut(String publicUrl, String origin, int status) throws IOException {
    String port = String.valueOf(server.port());
    server.close();
    server = MemberServer.start(directory, "port", port, "public-url", publicUrl);
    Browser browser = server.browser();
    browser.get("/sign-in");
    String token = server.addUser("bob");
    assertThat(
        browser
            .post(
                "/sign-in", List.of("Origin: " + origin),
                Browser.fields(browser.csrf(), "token", token))
            .status())
        .isEqualTo(status);
  }

  @Test
  void theDefaultPortOfTheHostMayBeLeftOut() throws IOException {
    Answer page =
        RawHttp.ask(server.port(), "GET /sign-in HTTP/1.1\r\nHost: localhost:80\r\n\r\n");
    assertThat(page.status()).isEqualTo(200);
    String form = Browser.fields(csrfOf(page.text()), "token", server.addUser("bob"));
    Answer answer =
        RawHttp.ask(
            server.port(),
            "POST /sign-in HTTP/1.1\r\nHost: localhost:80\r\nOrigin: http://localhost\r\nCookie: "
                + page.header("Set-Cookie").split(";", 2)[0]
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                + form.length() + "\r\n\r\n" + form);
    assertThat(answer.status()).as(answer.text()).isEqualTo(303);
  }

  @Test
  void aProgramGetsTheFailureOfASignInAsJson() throws IOException {
    Browser browser = server.browser();
    browser.get("/sign-in");
    Answer answer =
        browser.post(
            "/sign-in", List.of(OWN_ORIGIN, "Accept: Application/JSON"),
            Browser.fields(browser.csrf(), "token", "wrong"));
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.text()).contains("invalid access token", "\"kind\"");
  }

  @Test
  void noCacheKeepsAFailedSignIn() throws IOException {
    Browser browser = server.browser();
    assertThat(browser.get("/sign-in").header("Cache-Control")).isEqualTo("private, no-cache");
    assertThat(browser.post("/sign-in", "token", "wrong").header("Cache-Control"))
        .isEqualTo("no-store");
  }

  private static String csrfOf(String page) {
    return page.replaceFirst("(?s).*name=\"csrf\" value=\"([^\"]*)\".*", "$1");
  }
}
