package io.gypsum.server.page.signin;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.IntStream;

import io.gypsum.core.testing.TestOidcProvider;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.session.BrowserCookie;
import io.gypsum.server.testing.MemberServer;
import io.gypsum.server.testing.MemberServer.Browser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Sign-in to the pages at an OpenID Connect provider, with a browser that follows its redirects. */
class OidcSignInTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir Path directory;

  private TestOidcProvider provider;
  private MemberServer server;

  @BeforeEach
  void start() throws IOException {
    provider = new TestOidcProvider(InstantSource.system());
    provider.add("anna", "staff");
    provider.add("root", "/gypsum/admins");
    provider.signsIn("anna");
    server = MemberServer.start(directory, provider, "admin", "group:gypsum:admins");
  }

  @AfterEach
  void stop() {
    server.close();
    provider.close();
  }

  /** Returns the address with which the provider sends the browser back, as a path of the server. */
  private static String visitProvider(Answer redirect) throws IOException, InterruptedException {
    assertThat(redirect.status()).as(redirect.text()).isEqualTo(303);
    URI back =
        URI.create(
            CLIENT.send(
                HttpRequest.newBuilder(URI.create(redirect.header("Location"))).build(),
                BodyHandlers.discarding())
                .headers()
                .firstValue("Location")
                .orElseThrow());
    return back.getRawPath() + "?" + back.getRawQuery();
  }

  private Answer signIn(Browser browser) throws IOException, InterruptedException {
    return browser.get(visitProvider(browser.get("/sign-in/oidc?next=%2Fcatalog%3Fpage%3D2")));
  }

  @Test
  void aPersonSignsInAndReturnsToThePageThatTheyWanted() throws Exception {
    Browser browser = server.browser();
    assertThat(browser.get("/sign-in?next=%2Fcatalog").text())
        .contains("href=\"/sign-in/oidc?next=%2Fcatalog\"", "Sign in with 127.0.0.1");

    Answer back = signIn(browser);

    assertThat(back.status()).isEqualTo(303);
    assertThat(back.header("Location")).isEqualTo("/catalog?page=2");
    assertThat(browser.get("/").text()).contains("anna");
    assertThat(browser.cookies()).containsOnlyKeys("gypsum");
    server.close();
    assertThat(server.auditedActions()).containsExactly("sign-in ok");
  }

  @Test
  void aGroupAsAdministratorHasTheRightsOfAnAdministrator() throws Exception {
    String user = provider.accessToken("anna");
    String administrator = provider.accessToken("root");
    assertThat(create(user, "p")).isEqualTo(403);
    assertThat(create(administrator, "p")).isEqualTo(200);
    assertThat(
        RawHttp.ask(
            server.port(), "GET", "/whoami", "Authorization: Bearer " + administrator).text())
        .isEqualTo("{\"login\":\"root\",\"administrator\":true}");
  }

  @Test
  void aGroupAsOwnerMayChangeItsProject() throws Exception {
    String administrator = provider.accessToken("root");
    assertThat(
        send(
            administrator, "POST", "/create/p",
            "{\"permissions\":{\"owners\":[\"group:staff\"],\"uploaders\":[]}}"))
        .isEqualTo(200);
    String change = "{\"owners\":[\"group:staff\",\"anna\"]}";
    provider.add("eve", "visitors");
    assertThat(send(provider.accessToken("eve"), "PUT", "/permissions/p", change)).isEqualTo(403);
    assertThat(send(provider.accessToken("anna"), "PUT", "/permissions/p", change)).isEqualTo(200);
  }

  private int create(String token, String project) throws IOException {
    return send(token, "POST", "/create/" + project, "{}");
  }

  private int send(String token, String method, String path, String body) throws IOException {
    return RawHttp.ask(
        server.port(),
        RawHttp.head(
            method, path, "Authorization: Bearer " + token, "Content-Type: application/json",
            "Content-Length: " + body.length()) + "\r\n" + body)
        .status();
  }

  @Test
  void aCallbackInAnotherBrowserIsRefused() throws Exception {
    Browser victim = server.browser();
    victim.get("/sign-in/oidc");
    String callbackOfAttacker = visitProvider(server.browser().get("/sign-in/oidc"));

    assertRefused(victim.get(callbackOfAttacker), "has not begun this sign-in");
    assertThat(provider.requests).doesNotContain("token");
  }

  @Test
  void aReplayedCallbackIsRefused() throws Exception {
    Browser browser = server.browser();
    String callback = visitProvider(browser.get("/sign-in/oidc"));
    Map<String, String> before = Map.copyOf(browser.cookies());
    assertThat(browser.get(callback).status()).isEqualTo(303);

    assertRefused(browser.get(callback), "completed it before");
    // Even with the cookie of the sign-in, a code is valid once.
    browser.cookies().putAll(before);
    assertRefused(browser.get(callback), "may have been used already");
  }

  @ParameterizedTest
  @CsvSource({
      "nonce,another,another sign-in", "aud,another-application,for another application",
      "iss,https://evil.example/,not issued by", "preferred_username,group:staff,as groups do"})
  void aSignInWithAnInvalidIdTokenIsRefused(String claim, String value, String reason)
      throws Exception {
    provider.setIdTokenClaims(Map.of(claim, value));
    Browser browser = server.browser();

    assertRefused(signIn(browser), reason);
    assertThat(browser.get("/").text()).doesNotContain("anna");
  }

  @Test
  void aPersonWhomTheProviderRefusesSeesTheReason() throws Exception {
    provider.disable("anna");

    Answer answer = signIn(server.browser());
    assertRefused(answer, "refused the sign-in", "Sign in with");
    assertThat(answer.text()).contains("next=%2Fcatalog%3Fpage%3D2");
  }

  @Test
  void anUnavailableProviderIsReportedOnThePage() throws Exception {
    provider.fail();
    Answer answer = server.browser().get("/sign-in/oidc");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text()).contains("status 503", "try again later");
  }

  @Test
  void aSessionMayHaveTheLargestCookieThatBrowsersAccept() throws Exception {
    Browser browser = server.browser();
    signIn(browser);
    int bytes = browser.cookies().get("gypsum").length() * 3 / 4;
    int largest = 36 + BrowserCookie.MAX_CHARS * 3 / 4 - bytes;
    provider.setRefreshTokenChars(largest);
    Browser fits = server.browser();
    assertThat(signIn(fits).status()).isEqualTo(303);
    assertThat(fits.cookies().get("gypsum")).hasSize(BrowserCookie.MAX_CHARS);
    assertThat(fits.get("/review").status()).isEqualTo(200);

    provider.setRefreshTokenChars(largest + 1);
    Browser refused = server.browser();
    Answer answer = signIn(refused);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text())
        .contains("does not fit into a cookie: 3902 characters, expected at most 3900")
        .contains("oidc-group-filter", "Sign in with");
    assertThat(refused.get("/").text()).doesNotContain("anna");
  }

  @Test
  void anAccessTokenThatIsTooLongForACookieIsReportedOnThePage() throws Exception {
    provider.setIssuesRefreshTokens(false);
    provider.add("anna", groups(60));
    Browser browser = server.browser();
    Answer answer = signIn(browser);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("does not fit into a cookie", "oidc-group-filter");

    browser.get("/sign-in");
    assertThat(browser.post("/sign-in", "token", provider.accessToken("anna")).text())
        .contains("does not fit into a cookie");
    provider.add("anna", groups(200));
    assertThat(browser.post("/sign-in", "token", provider.accessToken("anna")).text())
        .contains("the access token is too long for a session", "in another way");
  }

  private static String[] groups(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "a-group-with-a-long-name-" + i)
        .toArray(String[]::new);
  }

  @Test
  void theTextOfASessionIsNoAccessToken() throws Exception {
    Browser browser = server.browser();
    browser.get("/sign-in");
    String forged =
        " oidc {\"sub\":\"x\",\"login\":\"root\",\"groups\":[\"group:gypsum:admins\"],\"checked\":99999999999,"
            + "\"token\":\"rx\"}";

    assertThat(browser.post("/sign-in", "token", forged).status()).isGreaterThan(399);
    assertThat(
        RawHttp.ask(server.port(), "GET", "/whoami", "Authorization: Bearer " + forged).status())
        .isEqualTo(401);
  }

  @Test
  void anAccessTokenOfTheProviderCanBeEntered() throws Exception {
    Browser browser = server.browser();
    browser.get("/sign-in");

    assertThat(browser.post("/sign-in", "token", provider.accessToken("anna")).status())
        .isEqualTo(303);
    assertThat(browser.get("/").text()).contains("anna");
  }

  private static void assertRefused(Answer answer, String... words) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(401);
    assertThat(answer.text()).contains(words);
  }
}
