package io.gypsum.e2e.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.GypsumCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Signs in to a server whose users are identified by an OpenID provider, and uses the token after it has expired. One HTTP server
 * plays both; the flows are tested in the client module.
 */
class OpenIdLoginTest {
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger grants = new AtomicInteger();
  @TempDir private Path home;
  private HttpServer http;
  private CommandUser user;
  private String url;

  @BeforeEach
  void start() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::handle);
    http.start();
    url = "http://127.0.0.1:" + http.getAddress().getPort();
    user = new CommandUser(URI.create(url + "/gypsum"), null, home);
  }

  @AfterEach
  void stop() {
    http.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(request);
    String answer =
        switch (request) {
          case "GET /gypsum/credentials/oidc" ->
              "{'issuer':'" + url + "','client_id':'cli','scopes':['openid']}";
          case "GET /.well-known/openid-configuration" ->
              "{'issuer':'" + url + "','authorization_endpoint':'" + url
                  + "/auth','token_endpoint':'" + url + "/token','device_authorization_endpoint':'"
                  + url + "/device'}";
          case "POST /device" ->
              "{'device_code':'d','user_code':'WDJB-MJHT','verification_uri':'" + url
                  + "/enter','expires_in':600,'interval':1}";
          case "POST /token" -> form.contains("grant_type=refresh_token")
              && !form.contains("refresh_token=r" + grants)
                  ? "{'error':'invalid_grant'}"
                  : granted();
          case "GET /gypsum/whoami" ->
              ("Bearer t" + grants)
                  .equals(exchange.getRequestHeaders().getFirst("Authorization"))
                      ? "{'login':'jane','administrator':false}"
                      : "";
          default -> "";
        };
    byte[] body = answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(
        answer.isEmpty() ? 404 : answer.contains("'error'") ? 400 : 200,
        body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** The token expires so soon that clients renew it before they use it again. */
  private String granted() {
    int grant = grants.incrementAndGet();
    return "{'access_token':'t" + grant + "','expires_in':5,'refresh_token':'r" + grant + "'}";
  }

  @Test
  void theTokenOfAProviderIsRenewedUntilLogout() {
    GypsumCommand login = user.run("login");

    assertThat(login.ok().errors())
        .contains(
            "Open " + url + "/enter on any device and enter the code WDJB-MJHT",
            "Signed in as jane until ",
            "; the token is saved for " + url + "/gypsum only, and renewed when it expires.");
    assertThat(user.run("config").lines())
        .contains("token      signed in as jane, saved for this server");
    assertThat(user.run("whoami").lines())
        .contains("login          jane", "token          signed in as jane, saved for this server");
    assertThat(grants).hasValue(2);

    // The provider has ended the session.
    grants.incrementAndGet();
    user.run("whoami").refused(4, "'invalid_grant'", "run 'gypsum login' again");

    user.run("logout", "--json").isJson("{'deleted':true}");
    user.run("whoami").refused(4, "access token is required");
    assertThat(user.cache().resolve("credentials/token.txt")).doesNotExist();
  }

  @Test
  void flowsAreExclusive() {
    user.run("login", "--device", "--browser").refused(2, "mutually exclusive");
    assertThat(requests).isEmpty();
  }
}
