package io.gypsum.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.server.BrowserSession.BROWSER;
import static io.gypsum.server.BrowserSession.FORM;
import static io.gypsum.server.BrowserSession.ORIGIN;
import static io.gypsum.server.BrowserSession.encode;
import static org.assertj.core.api.Assertions.assertThat;

/** Redirects to other sites, headers in fields, guessed tokens and plain HTTP at the sign-in. */
class SignInAttackTest {
  private static final URI HERE = URI.create("http://localhost/sign-in");

  @TempDir static Path shared;
  @TempDir Path directory;

  private static RoleServer server;

  @BeforeAll
  static void start() {
    server = RoleServer.start(shared);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
          "https://evil.example", "https:evil.example", "/\t/evil.example", "\t//evil.example",
          " //evil.example", "/\n/evil.example", "javascript:alert(1)", "data:text/html,x", "evil",
          "@evil.example", ".evil.example", "/\u2215evil.example", "/%09/evil.example", "", "?x",
          "/review\r\nSet-Cookie: planted=x", "/review%0d%0aSet-Cookie:%20planted=x"})
  void aSignInNeverLeadsToAnotherSite(String next) throws IOException {
    BrowserSession visitor = server.session(TestRole.ANONYMOUS);
    Answer answer = visitor.post(
        "/sign-in", "token=" + server.token(TestRole.OWNER) + "&next=" + encode(next));
    assertThat(answer.status()).isEqualTo(303);
    URI target = HERE.resolve(answer.header("Location").replace("\\", "/"));
    assertThat(target.getAuthority()).as(answer.header("Location")).isEqualTo("localhost");
    assertThat(target.getScheme()).isEqualTo("http");
    assertThat(answer.header("Set-Cookie")).doesNotContain("planted=x");
    String page = visitor.get("/sign-in?next=" + encode(next)).text();
    assertThat(page).doesNotContain("href=\"" + next + "\"", "value=\"//", "value=\"http");
  }

  @Test
  void aSignInLeadsToThePageThatWasOpened() throws IOException {
    Answer answer = server.session(TestRole.ANONYMOUS)
        .post(
            "/sign-in",
            "token=" + server.token(TestRole.OWNER) + "&next=" + encode("/browse/a%2Fb?page=2"));
    assertThat(answer.header("Location")).isEqualTo("/browse/a%2Fb?page=2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x\r\nSet-Cookie: planted=x", "x\u0000", "x y", "<script>alert(1)</script>",
          "\u00e9",
          ""})
  void aTokenWithOddCharactersIsRefusedAndNeverShown(String token) throws IOException {
    Answer answer = server.session(TestRole.ANONYMOUS)
        .post("/sign-in", "token=" + encode(token));
    assertThat(answer.status()).isIn(400, 401);
    assertThat(answer.headers()).doesNotContainKey("location");
    assertThat(String.valueOf(answer.header("Set-Cookie"))).doesNotContain("planted=x");
    assertThat(answer.text()).doesNotContain("<script>alert");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void aRefusedTokenIsNeverSentBack() throws IOException {
    Answer answer =
        server.session(TestRole.ANONYMOUS).post("/sign-in", "token=gypsum_mistyped&next=/find");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text())
        .contains("invalid access token", "value=\"/find\"")
        .doesNotContain("gypsum_mistyped");
    assertThat(answer.headers()).doesNotContainKey("www-authenticate");
  }

  @Test
  void guessedTokensAreLimitedByAddress() throws IOException {
    try (RoleServer limited =
        RoleServer.start(directory, "failed-sign-in-rate", "5")) {
      BrowserSession visitor = limited.session(TestRole.ANONYMOUS);
      for (int i = 0; i < 5; i++) {
        assertThat(signIn(visitor, "192.0.2.7", "gypsum_guess" + i).status()).isEqualTo(401);
      }
      Answer refused = signIn(visitor, "192.0.2.7", "gypsum_guess5");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Retry-After")).isNotNull();
      assertThat(signIn(visitor, "192.0.2.8", "gypsum_guess6").status()).isEqualTo(401);
      assertThat(signIn(visitor, "192.0.2.7", limited.token(TestRole.OWNER)).status())
          .as("another user of the same address")
          .isEqualTo(303);
    }
  }

  private static Answer signIn(BrowserSession visitor, String client, String token)
      throws IOException {
    return visitor.sendRaw(
        "POST", "/sign-in", "token=" + token + "&csrf=" + visitor.csrf(), ORIGIN, FORM,
        "X-Forwarded-For: " + client);
  }

  @Test
  void plainHttpFromAnotherMachineHasNoSessions() throws IOException {
    Answer page = RawHttp.ask(
        server.port(),
        "GET /sign-in HTTP/1.1\r\nHost: data.example.org\r\n" + BROWSER + "\r\n\r\n");
    assertThat(page.status()).isEqualTo(403);
    assertThat(page.headers()).doesNotContainKey("set-cookie");
    assertThat(page.text()).contains("HTTPS", "public-url");
  }

  @Test
  void withHttpsTheCookieIsBoundToTheHostAndTheOriginIsThatOfThePublicUrl() throws IOException {
    int port = freePort();
    try (RoleServer limited =
        RoleServer.start(
            directory, "public-url", "https://Data.example.org/gypsum", "port", "" + port)) {
      Answer page = RawHttp.ask(port, "GET", "/sign-in", BROWSER);
      assertThat(page.header("Set-Cookie"))
          .startsWith("__Host-gypsum=")
          .contains("; Secure", "; Path=/;")
          .doesNotContain("Domain");
      BrowserSession visitor =
          new BrowserSession(
              port, page.header("Set-Cookie").replaceFirst(";.*", ""),
              page.text().replaceFirst("(?s).*name=\"csrf\" value=\"([^\"]*)\".*", "$1"));
      String fields = "token=" + limited.token(TestRole.OWNER) + "&csrf=" + visitor.csrf();
      for (String origin : List.of("http://localhost", "http://data.example.org", "null")) {
        assertThat(
            visitor.sendRaw("POST", "/sign-in", fields, "Origin: " + origin, FORM).status())
            .as(origin)
            .isEqualTo(403);
      }
      Answer signedIn = visitor.sendRaw(
          "POST", "/sign-in", fields + "&next=/find", "Origin: https://data.example.org", FORM);
      assertThat(signedIn.status()).isEqualTo(303);
      assertThat(signedIn.header("Location")).isEqualTo("/gypsum/find");
    }
  }

  /** The address of a server with a public URL does not contain the port on which it listens. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
