package io.gypsum.server.page.signin;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.gypsum.core.PercentEncoding;
import io.gypsum.core.testing.GitHubStandIn;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.testing.MemberServer;
import io.gypsum.server.testing.MemberServer.Browser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Signing in to the pages with GitHub's web flow (pages.md, section 5); a stand-in plays GitHub. */
class GitHubSignInTest {
  private static final String PENDING = "gypsum-sign-in";
  private static final String SESSION = "gypsum";

  @TempDir Path directory;

  private final GitHubStandIn github = GitHubStandIn.start();
  private MemberServer server;

  @BeforeEach
  void start() {
    server = MemberServer.start(directory, github);
  }

  @AfterEach
  void stop() {
    server.close();
    github.close();
  }

  /** Returns the page of GitHub to which a browser is redirected. */
  private static URI begin(Browser browser, String query) throws IOException {
    Answer answer = browser.get("/sign-in/github" + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(303);
    return URI.create(answer.header("Location"));
  }

  private static String pathOf(URI callback) {
    return callback.getRawPath() + "?" + callback.getRawQuery();
  }

  /** Signs a person in, and returns the response to the redirect from GitHub. */
  private Answer signIn(Browser browser, String query) throws IOException {
    return browser.get(pathOf(github.open(begin(browser, query))));
  }

  private static boolean isSignedIn(Browser browser, String login) throws IOException {
    return browser.get("/").text().contains("<bdi>" + login + "</bdi>");
  }

  private static void assertNotSignedIn(Browser browser, Answer answer, String reason)
      throws IOException {
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text()).contains(reason, "href=\"/sign-in/github");
    assertThat(browser.get("/").text()).contains("Sign in").doesNotContain("Sign out");
  }

  @Test
  void aPersonSignsInAndReturnsToThePage() throws IOException {
    Browser browser = server.browser();
    Answer page = browser.get("/sign-in?next=/catalog%3Ffilter=a");
    Matcher link = Pattern.compile("<a [^>]*href=\"(/sign-in/github[^\"]*)\"").matcher(page.text());
    assertThat(link.find()).isTrue();

    URI callback =
        github.open(
            URI.create(browser.get(link.group(1).replace("&amp;", "&")).header("Location")));
    Answer answer = browser.get(pathOf(callback));

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("Location")).isEqualTo("/catalog?filter=a");
    assertThat(isSignedIn(browser, "jane")).isTrue();
    assertThat(browser.cookies()).containsOnlyKeys(SESSION);
    server.close();
    assertThat(server.auditedActions()).containsExactly("sign-in ok");
  }

  @Test
  void theSessionEndsWithTheToken() throws IOException {
    Browser browser = server.browser();
    github.revoke("jane");
    assertNotSignedIn(browser, signIn(browser, ""), "GitHub refused the token");
  }

  @Test
  void aSessionThatWasPreparedBySomeoneElseIsReplaced() throws IOException {
    Browser browser = server.browser();
    browser.get("/sign-in");
    String prepared = browser.cookies().get(SESSION);
    String preparedCsrf = browser.csrf();

    signIn(browser, "");

    assertThat(browser.cookies().get(SESSION)).isNotEqualTo(prepared);
    browser.get("/sign-out");
    assertThat(browser.csrf()).isNotEqualTo(preparedCsrf);
    Browser attacker = server.browser();
    attacker.cookies().put(SESSION, prepared);
    assertThat(isSignedIn(attacker, "jane")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&state=", "&state=x", "&state=STATE_", "&State=STATE"})
  void aRedirectWithoutTheRightStateIsRefused(String wrong) throws IOException {
    Browser browser = server.browser();
    String right = pathOf(github.open(begin(browser, "")));
    String state = right.replaceFirst(".*&state=", "");
    String tampered = right.replace("&state=" + state, wrong.replace("STATE", state));

    assertNotSignedIn(browser, browser.get(tampered), "has not begun this sign-in");

    assertThat(github.requests).isEmpty();
    // The person who is still at GitHub can complete the sign-in.
    browser.get(right);
    assertThat(isSignedIn(browser, "jane")).isTrue();
  }

  @Test
  void theStateOfAnotherBrowserIsRefused() throws IOException {
    Browser attacker = server.browser();
    String callback = pathOf(github.open(begin(attacker, "")));
    Browser victim = server.browser();
    assertNotSignedIn(victim, victim.get(callback), "has not begun this sign-in");
    begin(victim, "");
    assertNotSignedIn(victim, victim.get(callback), "has not begun this sign-in");
    assertThat(github.requests).isEmpty();
  }

  @Test
  void aCodeOfAnotherSignInIsRefused() throws IOException {
    Browser attacker = server.browser();
    String stolen = pathOf(github.open(begin(attacker, ""))).replaceFirst("&state=.*", "");
    Browser victim = server.browser();
    String own = pathOf(github.open(begin(victim, "")));
    String state = own.replaceFirst(".*&state=", "&state=");
    // The code is valid, but it was issued for the PKCE challenge of another browser.
    assertNotSignedIn(victim, victim.get(stolen + state), "did not accept the code");
  }

  @Test
  void aRedirectCannotBeReplayed() throws IOException {
    Browser browser = server.browser();
    String callback = pathOf(github.open(begin(browser, "")));
    Map<String, String> copied = Map.copyOf(browser.cookies());
    browser.get(callback);
    browser.cookies().remove(SESSION);

    assertNotSignedIn(browser, browser.get(callback), "has completed it before");
    browser.cookies().putAll(copied);
    assertNotSignedIn(browser, browser.get(callback), "did not accept the code");
  }

  @Test
  void aRefusalIsReported() throws IOException {
    Browser browser = server.browser();
    github.person = null;
    Answer answer = signIn(browser, "?next=/catalog");
    assertNotSignedIn(browser, answer, "refused the sign-in");
    // The next attempt leads to the same page.
    assertThat(answer.text()).contains("href=\"/sign-in/github?next=%2Fcatalog\"");
    assertThat(browser.cookies()).doesNotContainKey(PENDING);
    server.close();
    assertThat(server.auditedActions()).containsExactly("sign-in refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "error=%3Cscript%3Ealert(1)%3C/script%3E", "error=server_error&error_description=%3Cb%3E",
      "code=", "other=1"})
  void textsOfARedirectAreNotShown(String result) throws IOException {
    Browser browser = server.browser();
    String state = pathOf(github.open(begin(browser, ""))).replaceFirst(".*&state=", "&state=");
    Answer answer = browser.get("/sign-in/github/callback?" + result + state);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text()).doesNotContain("alert(1)", "<b>", "&lt;b");
    assertThat(github.requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{\"error\":\"incorrect_client_credentials\"}", "{\"error\":\"<b>\"}", "not json", "{}",
      "{\"access_token\":\"two words\"}", "{\"access_token\":\"\"}"})
  void anAnswerThatIsNoTokenIsReported(String answer) throws IOException {
    github.tokenAnswer = answer;
    Browser browser = server.browser();
    Answer shown = signIn(browser, "");
    assertThat(shown.status()).isEqualTo(503);
    assertThat(shown.text()).contains("GitHub").doesNotContain("<b>", "two words");
    assertThat(isSignedIn(browser, "jane")).isFalse();
  }

  @Test
  void aGitHubThatIsDownIsReported() throws IOException {
    github.tokenStatus = 502;
    Browser browser = server.browser();
    assertThat(signIn(browser, "").status()).isEqualTo(503);
    String callback = pathOf(github.open(begin(browser, "")));
    github.close();
    Answer answer = browser.get(callback);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text()).contains("cannot be reached");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
      "https:evil.example", "evil.example", "/\t/evil.example", "/\n/evil.example",
      "\u0000//evil.example", " //evil.example", "javascript:alert(1)", "/a\r\nSet-Cookie: a=b",
      "///evil.example"})
  void theSignInNeverLeadsToAnotherSite(String next) throws IOException {
    Browser browser = server.browser();
    Answer answer = signIn(browser, "?next=" + PercentEncoding.encode(next));
    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("Location")).isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%2F/evil.example", "/%5Cevil.example", "/%09/evil.example"})
  void encodedCharactersStayEncoded(String next) throws IOException {
    Browser browser = server.browser();
    Answer answer = signIn(browser, "?next=" + PercentEncoding.encode(next));
    // A path of this server, in which a browser decodes nothing.
    assertThat(answer.header("Location")).isEqualTo(next);
  }

  @Test
  void theCookieIsShortLivedAndHiddenFromScripts() throws IOException {
    Answer answer = server.browser().get("/sign-in/github");
    assertThat(answer.header("Set-Cookie")).startsWith(PENDING + "=")
        .contains("; Max-Age=600", "; Path=/", "; HttpOnly", "; SameSite=Lax");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void plainHttpFromAnotherMachineIsRefused() throws IOException {
    Answer answer =
        RawHttp.ask(
            server.port(),
            "GET /sign-in/github HTTP/1.1\r\nHost: gypsum.example.org\r\n\r\n");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.header("Set-Cookie")).isNull();
  }

  @Test
  void aServerBehindAProxyUsesItsPublicUrl() throws IOException {
    String port = String.valueOf(server.port());
    String publicUrl = "https://gypsum.example.org:" + port + "/data";
    server.close();
    server =
        MemberServer.start(directory, github, "port", port, "public-url", publicUrl);
    Browser browser = server.browser();
    URI callback = github.open(begin(browser, "?next=/catalog"));
    assertThat(callback.toString()).startsWith(publicUrl + "/sign-in/github/callback?");
    assertThat(browser.cookies()).containsKey("__Host-gypsum-sign-in");
    Answer answer = browser.get(pathOf(callback).substring("/data".length()));
    assertThat(answer.header("Location")).isEqualTo("/data/catalog");
    assertThat(answer.header("Set-Cookie")).contains("__Host-gypsum=", "; Secure");
  }

  @Test
  void noLogContainsASecret() throws IOException {
    Browser browser = server.browser();
    URI page = begin(browser, "");
    URI callback = github.open(page);
    browser.get(pathOf(callback));
    browser.get(pathOf(callback));
    server.close();
    String state = callback.getRawQuery().replaceFirst(".*&state=", "");
    StringBuilder written = new StringBuilder();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        written.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(written).contains("GET /sign-in/github/callback 303")
        .doesNotContain(state, "code1-of-jane", "gho_token_of", GitHubStandIn.CLIENT_SECRET);
  }

  @Test
  void aFloodOfRefusedCodesDoesNotReachGitHub() throws IOException {
    server.close();
    server =
        MemberServer.start(
            directory, github, "trusted-proxies", "127.0.0.1", "failed-sign-in-rate", "3");
    String client = "X-Forwarded-For: 192.0.2.7";
    for (int i = 0; i < 3; i++) {
      assertThat(withWrongCode(server.browser(), client).status()).isEqualTo(401);
    }
    assertThat(github.requests).hasSize(3);

    Answer refused = withWrongCode(server.browser(), client);

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).isEqualTo("20");
    assertThat(github.requests).hasSize(3);
    // Another address is not affected.
    assertThat(withWrongCode(server.browser(), "X-Forwarded-For: 192.0.2.8").status())
        .isEqualTo(401);
  }

  private static Answer withWrongCode(Browser browser, String header) throws IOException {
    String page = browser.get("/sign-in/github", header).header("Location");
    String state = page.replaceFirst(".*&state=([^&]*).*", "$1");
    return browser.get("/sign-in/github/callback?code=made-up&state=" + state, header);
  }

  @Test
  void thePagesCanHaveAnAppWhoseSecretIsNotPublished() throws IOException {
    server.close();
    server =
        MemberServer.start(
            directory, "identity", "github", "github-api", github.web() + "/api/v3",
            "github-app-id", "public", "github-app-secret", "known", "github-web-app-id",
            GitHubStandIn.CLIENT_ID, "github-web-app-secret", GitHubStandIn.CLIENT_SECRET);
    Browser browser = server.browser();
    signIn(browser, "");
    assertThat(isSignedIn(browser, "jane")).isTrue();
    assertThat(RawHttp.ask(server.port(), "GET", "/credentials/github-app").text())
        .isEqualTo("{\"id\":\"public\",\"secret\":\"known\"}");
  }

  @Test
  void aServerWithoutAnAppOffersNoSignInWithGitHub() throws IOException {
    server.close();
    server = MemberServer.start(directory);
    Browser browser = server.browser();
    assertThat(browser.get("/sign-in").text()).doesNotContain("GitHub");
    assertThat(browser.get("/sign-in/github").status()).isEqualTo(404);
    assertThat(browser.get("/sign-in/github/callback").status()).isEqualTo(404);
  }
}
