package io.gypsum.server.page.signin;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

import io.gypsum.server.data.SigningKey;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.http.TestHttp;
import io.gypsum.server.session.BrowserCookie;
import io.gypsum.server.session.RequestOrigin;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The cookie of a sign-in at another site. */
class PendingSignInsTest {
  private static final Instant START = Instant.parse("2030-01-31T12:00:00Z");

  private final SigningKey key = SigningKey.random();
  private final AtomicReference<Instant> now = new AtomicReference<>(START);

  /** A provider that is never asked. */
  private record Unused(String name) implements SignInProvider {
    @Override
    public String label() {
      return name;
    }

    @Override
    public URI authorizePage(PendingSignIn pending, URI callback) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String redeem(PendingSignIn pending, SignInCallback answer, URI callback) {
      throw new UnsupportedOperationException();
    }
  }

  private HttpServer start(SigningKey signingKey) throws IOException {
    PendingSignIns signIns =
        new PendingSignIns(signingKey, new RequestOrigin(null), () -> now.get());
    return TestHttp.start(
        TestHttp.get("/begin", exchange -> {
          PendingSignIn pending =
              signIns.begin(exchange, new Unused("a"), NextAddress.of(exchange));
          exchange.sendBytes(200, "text/plain", pending.state().getBytes(UTF_8));
        }),
        TestHttp.get("/end/{provider}", exchange -> end(signIns, exchange)));
  }

  private static void end(PendingSignIns signIns, Exchange exchange) throws IOException {
    PendingSignIn pending =
        signIns.end(exchange, new Unused(exchange.pathParameter("provider")));
    exchange.sendBytes(
        200, "text/plain",
        (pending.next().path() + " " + pending.nonce().length() + " "
            + pending.verifier().length() + " " + pending.challenge().length()).getBytes(UTF_8));
  }

  /** @param cookie of the browser */
  private record Begun(String cookie, String state) {
    static Begun at(HttpServer server, String query) throws IOException {
      Answer answer = RawHttp.ask(server.port(), "GET", "/begin" + query);
      return new Begun(
          answer.header("Set-Cookie").replaceFirst(";.*", ""), answer.text());
    }

    Answer end(HttpServer server, String provider) throws IOException {
      return RawHttp.ask(
          server.port(), "GET", "/end/" + provider + "?state=" + state, "Cookie: " + cookie);
    }
  }

  @Test
  void anyServerWithTheSameKeyCanEndASignIn() throws IOException {
    try (HttpServer one = start(key); HttpServer other = start(key)) {
      Answer answer = Begun.at(one, "?next=/catalog").end(other, "a");
      assertThat(answer.text()).isEqualTo("/catalog 43 43 43");
      assertThat(answer.header("Set-Cookie")).startsWith("gypsum-sign-in=; Max-Age=0");
    }
  }

  @Test
  void aServerWithAnotherKeyRefusesIt() throws IOException {
    try (HttpServer one = start(key); HttpServer other = start(SigningKey.random())) {
      assertThat(Begun.at(one, "").end(other, "a").status()).isEqualTo(401);
    }
  }

  @Test
  void aSignInBelongsToOneProvider() throws IOException {
    try (HttpServer server = start(key)) {
      assertThat(Begun.at(server, "").end(server, "b").status()).isEqualTo(401);
    }
  }

  @Test
  void aTamperedCookieIsRefused() throws IOException {
    try (HttpServer server = start(key)) {
      Begun begun = Begun.at(server, "");
      char last = begun.cookie().charAt(begun.cookie().length() - 3);
      String tampered =
          begun.cookie().substring(0, begun.cookie().length() - 3) + (last == 'A' ? 'B' : 'A')
              + begun.cookie().substring(begun.cookie().length() - 2);
      assertThat(new Begun(tampered, begun.state()).end(server, "a").status()).isEqualTo(401);
      assertThat(new Begun("gypsum-sign-in=x", begun.state()).end(server, "a").status())
          .isEqualTo(401);
      assertThat(begun.end(server, "a").status()).isEqualTo(200);
    }
  }

  @Test
  void aSignInExpiresAfterTenMinutes() throws IOException {
    try (HttpServer server = start(key)) {
      Begun begun = Begun.at(server, "");
      now.set(START.plus(Duration.ofMinutes(10)).minusMillis(1));
      assertThat(begun.end(server, "a").status()).isEqualTo(200);
      now.set(START.plus(Duration.ofMinutes(10)));
      Answer late = begun.end(server, "a");
      assertThat(late.status()).isEqualTo(401);
      assertThat(late.text()).contains("took more than 10 minutes");
      assertThat(late.header("Set-Cookie")).startsWith("gypsum-sign-in=; Max-Age=0");
    }
  }

  @Test
  void theLongestAddressFitsIntoTheCookie() throws IOException {
    try (HttpServer server = start(key)) {
      String next = "/" + "a".repeat(1_999);
      Begun begun = Begun.at(server, "?next=" + next);
      assertThat(begun.cookie().length())
          .isLessThanOrEqualTo(BrowserCookie.MAX_CHARS + "gypsum-sign-in=".length());
      assertThat(begun.end(server, "a").text()).startsWith(next + " ");
      assertThat(Begun.at(server, "?next=" + next + "a").end(server, "a").text())
          .startsWith("/ ");
    }
  }

  @Test
  void everySignInHasItsOwnSecrets() throws IOException {
    try (HttpServer server = start(key)) {
      Begun one = Begun.at(server, "");
      Begun other = Begun.at(server, "");
      assertThat(one.state()).isNotEqualTo(other.state());
      assertThat(new Begun(other.cookie(), one.state()).end(server, "a").status())
          .isEqualTo(401);
    }
  }
}
