package io.gypsum.server.page.signin;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.Authorization;
import io.gypsum.core.testing.TestOidcProvider;
import io.gypsum.server.api.LimitedSignIn;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.http.Caller;
import io.gypsum.server.http.ErrorRenderer;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.HttpMetrics;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.HttpSettings;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.http.Route;
import io.gypsum.server.http.RouteGroup;
import io.gypsum.server.http.Router;
import io.gypsum.server.http.tomcat.TomcatEngine;
import io.gypsum.server.identity.OidcIdentity;
import io.gypsum.server.identity.OidcSessions;
import io.gypsum.server.identity.oidc.AuthorizationFlow.FlowSecrets;
import io.gypsum.server.identity.oidc.OidcProvider;
import io.gypsum.server.limit.ClientLimits;
import io.gypsum.server.operation.RoleChecks;
import io.gypsum.server.session.RequestOrigin;
import io.gypsum.server.session.Session.Member;
import io.gypsum.server.session.SessionAuthentication;
import io.gypsum.server.session.Sessions;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;
import io.gypsum.server.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests of a browser that has signed in at an OpenID Connect provider. */
class OidcSessionUsersTest {
  private static final URI CALLBACK = URI.create("http://127.0.0.1:1/callback");
  private static final FlowSecrets SECRETS =
      new FlowSecrets("s".repeat(43), "n".repeat(43), "v".repeat(43));

  @TempDir Path directory;

  private final TestClock clock = new TestClock();
  private TestOidcProvider provider;
  private OidcSessions oidc;
  private Sessions sessions;
  private HttpServer http;
  private String cookie;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    provider = new TestOidcProvider(clock);
    provider.add("anna", "staff");
    provider.signsIn("anna");
    OidcProvider known =
        new OidcProvider(
            SettingsReader.read(SettingsSources.of(provider.options(), directory))
                .identity()
                .requireOidc(),
            clock);
    oidc = new OidcSessions(known, clock);
    sessions = new Sessions(SigningKey.random(), new RequestOrigin(null), clock);
    LimitedSignIn tokens =
        new LimitedSignIn(new OidcIdentity(known, clock), ClientLimits.none());
    SessionAuthentication authentication =
        new SessionAuthentication(
            sessions, new OidcSessionUsers(oidc, tokens),
            new RoleChecks(new Authorization(Set.of("group:staff"))), "");
    RouteGroup group =
        new RouteGroup(
            ErrorRenderer.JSON, List.of(authentication),
            List.of(
                Route.get("/begin", Caller.ANYONE, this::begin),
                Route.get(
                    "/read", Caller.ANYONE,
                    exchange -> exchange.sendBytes(200, "text/plain", new byte[0])),
                Route.get("/who", Caller.USER, OidcSessionUsersTest::sendLogin),
                Route.get("/administer", Caller.ADMINISTRATOR, OidcSessionUsersTest::sendLogin),
                Route.get("/fail", Caller.USER, exchange -> {
                  throw GypsumException.invalid("of the handler");
                })));
    http =
        HttpServer.start(
            HttpSettings.defaults(), new Router(List.of(group), ErrorRenderer.JSON),
            new HttpMetrics(), ClientLimits.none(), TomcatEngine::start);
    assertThat(get("/begin").status()).isEqualTo(200);
  }

  @AfterEach
  void stop() {
    http.close();
    provider.close();
  }

  private void begin(Exchange exchange) {
    sessions.begin(exchange, new Member("anna", true, signIn()));
  }

  private String signIn() {
    try {
      String back =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(oidc.flow().address(SECRETS, CALLBACK)).build(),
                  BodyHandlers.discarding())
              .headers()
              .firstValue("Location")
              .orElseThrow();
      String code = back.replaceFirst(".*code=", "");
      return oidc
          .begin(oidc.flow().complete(SECRETS, code, provider.issuer(), CALLBACK))
          .text();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void sendLogin(Exchange exchange) throws IOException {
    exchange.sendBytes(
        200, "text/plain", exchange.user().login().getBytes(StandardCharsets.UTF_8));
  }

  /** Sends the cookie, and keeps the one of the response. */
  private Answer get(String path) throws IOException {
    Answer answer =
        cookie == null
            ? RawHttp.ask(http.port(), "GET", path)
            : RawHttp.ask(http.port(), "GET", path, "Cookie: " + cookie);
    if (answer.header("Set-Cookie") != null) {
      cookie = answer.header("Set-Cookie").split(";", 2)[0];
    }
    return answer;
  }

  @Test
  void aSessionThatTheProviderConfirmedIsSentToTheBrowser() throws IOException {
    clock.advance(Duration.ofMinutes(5).minusSeconds(1));
    assertThat(get("/who").header("Set-Cookie")).isNull();

    clock.advance(Duration.ofSeconds(1));
    Answer renewed = get("/who");
    assertThat(renewed.text()).isEqualTo("anna");
    assertThat(renewed.header("Set-Cookie")).startsWith("gypsum=");
    assertThat(get("/who").header("Set-Cookie")).isNull();
    assertThat(tokenRequests()).isEqualTo(2);
  }

  @Test
  void aPageWithoutUserDoesNotRestoreATokenThatWasReplaced() throws IOException {
    clock.advance(Duration.ofMinutes(11));
    String previous = cookie;
    get("/who");
    String renewed = cookie;
    cookie = previous;
    // The browser sent this request before it had received the response to the one above.
    assertThat(get("/read").header("Set-Cookie")).isNull();

    cookie = renewed;
    clock.advance(Duration.ofMinutes(6));
    assertThat(get("/who").text()).isEqualTo("anna");
  }

  @Test
  void anErrorOfTheRequestKeepsTheRenewedSession() throws IOException {
    clock.advance(Duration.ofMinutes(5));
    Answer failed = get("/fail");

    assertThat(failed.status()).isEqualTo(400);
    assertThat(failed.header("Set-Cookie")).startsWith("gypsum=");
    assertThat(get("/who").text()).isEqualTo("anna");
    assertThat(tokenRequests()).isEqualTo(2);
  }

  @Test
  void aPersonWhoseAccountWasDisabledIsSignedOutWithinFiveMinutes() throws IOException {
    provider.disable("anna");
    clock.advance(Duration.ofMinutes(5));
    Answer answer = get("/who");

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("Location")).isEqualTo("/sign-in?next=%2Fwho");
    assertThat(answer.header("Set-Cookie")).startsWith("gypsum=;").contains("Max-Age=0");
  }

  @Test
  void anOutageOfTheProviderEndsNoSession() throws IOException {
    provider.fail();
    clock.advance(Duration.ofMinutes(5));
    Answer answer = get("/who");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Set-Cookie")).isNull();
  }

  @Test
  void aGroupAsAdministratorIsCheckedForEachRequestAndRenewedWithTheSession() throws IOException {
    assertThat(get("/administer").text()).isEqualTo("anna");
    provider.add("anna", "visitors");
    clock.advance(Duration.ofMinutes(5).minusSeconds(1));
    assertThat(get("/administer").status()).isEqualTo(200);

    clock.advance(Duration.ofSeconds(1));
    assertThat(get("/administer").status()).isEqualTo(403);
    assertThat(get("/who").text()).isEqualTo("anna");
  }

  private long tokenRequests() {
    return provider.requests.stream().filter("token"::equals).count();
  }
}
