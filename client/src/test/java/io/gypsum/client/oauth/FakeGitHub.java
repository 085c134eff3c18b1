package io.gypsum.client.oauth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gypsum.client.http.ServerUrl;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A fake GitHub for sign-ins, which checks the requests strictly, and the route of a gypsum server that they need. Like GitHub,
 * it responds to a refused OAuth request with status 200.
 */
final class FakeGitHub implements AutoCloseable {
  static final String CLIENT_ID = "Iv1.of-gypsum";
  static final String CLIENT_SECRET = "client_secret_not_to_be_shown";
  static final String DEVICE_CODE = "device_code_not_to_be_shown";
  static final String CODE = "redirect_code_not_to_be_shown";
  static final String TOKEN = "gho_token_not_to_be_shown";
  static final String LOGIN = "jane";
  /** Texts that no message may contain; a JSON parser quotes such texts completely. */
  static final List<String> SECRETS = List.of(CLIENT_SECRET, DEVICE_CODE, CODE, TOKEN);
  static final String GRANTED =
      "{\"access_token\":\"" + TOKEN + "\",\"token_type\":\"bearer\",\"scope\":\"read:org\"}";

  /** The response to a request for a device code. */
  String deviceAnswer =
      "{\"device_code\":\"" + DEVICE_CODE + "\",\"user_code\":\"WDJB-MJHT\","
          + "\"verification_uri\":\"https://github.com/login/device\","
          + "\"expires_in\":900,\"interval\":5}";
  /** The responses to the first requests for a token; later ones grant it. */
  final Deque<String> tokenAnswers = new ArrayDeque<>();
  /** The status of OAuth responses. */
  int status = 200;
  /** The gypsum server's response about its GitHub app; null for 404. */
  String app = "{\"id\":\"" + CLIENT_ID + "\",\"secret\":\"" + CLIENT_SECRET + "\"}";
  /** The response that identifies the owner of the token. */
  String user = "{\"login\":\"" + LOGIN + "\",\"id\":1}";
  /** The expiry header of that response; null for none. */
  String expiration;

  /** The gypsum server's response about the user of a token; like that of other servers than gypsum-java by default. */
  String whoAmI = "{}";
  int whoAmIStatus = 404;
  /** The credentials with which the gypsum server was asked about a user. */
  final List<String> whoAmITokens = new ArrayList<>();

  private final HttpServer http;
  private final List<String> requests = new ArrayList<>();
  private final List<Throwable> complaints = new ArrayList<>();
  /** The query of the page that was opened in the browser. */
  private Map<String, String> authorized;

  FakeGitHub() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext("/", this::handle);
    http.start();
  }

  ServerUrl server() {
    return at("/gypsum");
  }

  GitHubSite site() {
    return new GitHubSite(at("/web"), at("/api"));
  }

  private ServerUrl at(String path) {
    return ServerUrl.of(
        URI.create("http://127.0.0.1:" + http.getAddress().getPort() + path));
  }

  List<String> requests() {
    return requests;
  }

  /** Returns the redirect from {@code page} of a person who agrees. */
  URI approve(URI page) {
    return leadBack(page, "code=" + CODE);
  }

  /** Returns the redirect of a person who refuses. */
  URI deny(URI page) {
    return leadBack(page, "error=access_denied&error_description=The+user+has+denied");
  }

  URI leadBack(URI page, String result) {
    assertThat(page.toString())
        .startsWith(site().web().route("/login/oauth/authorize") + "?");
    authorized = parameters(page.getRawQuery());
    assertThat(authorized).containsOnlyKeys(
        "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge",
        "code_challenge_method");
    assertThat(authorized).containsEntry("response_type", "code")
        .containsEntry("client_id", CLIENT_ID)
        .containsEntry("scope", "read:org")
        .containsEntry("code_challenge_method", "S256");
    assertThat(authorized.get("redirect_uri")).matches("http://127\\.0\\.0\\.1:\\d+/callback");
    assertThat(authorized.get("state")).hasSizeGreaterThanOrEqualTo(43);
    assertThat(authorized.get("code_challenge")).hasSize(43);
    return URI.create(
        authorized.get("redirect_uri") + "?" + result + "&state=" + authorized.get("state"));
  }

  private void handle(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    requests.add(request);
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      switch (request) {
        case "GET /gypsum/credentials/github-app" -> {
          assertThat(exchange.getRequestHeaders()).doesNotContainKey("Authorization");
          send(exchange, app == null ? 404 : 200, app == null ? "{}" : app);
        }
        case "GET /gypsum/credentials/oidc" -> send(exchange, 404, "{}");
        case "POST /web/login/device/code" -> {
          Map<String, String> form = form(exchange, body);
          assertThat(form)
              .isEqualTo(Map.of("client_id", CLIENT_ID, "scope", "read:org"));
          send(exchange, status, deviceAnswer);
        }
        case "POST /web/login/oauth/access_token" -> {
          check(form(exchange, body));
          send(exchange, status, tokenAnswers.isEmpty() ? GRANTED : tokenAnswers.remove());
        }
        case "GET /api/user" -> user(exchange);
        case "GET /gypsum/whoami" -> {
          whoAmITokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
          send(exchange, whoAmIStatus, whoAmI);
        }
        case "POST /gypsum/create/mine" -> {
          assertThat(exchange.getRequestHeaders().getFirst("Authorization"))
              .isEqualTo("Bearer " + TOKEN);
          send(exchange, 200, "");
        }
        default -> throw new AssertionError("not expected: " + request);
      }
    } catch (AssertionError e) {
      complaints.add(e);
      send(exchange, 400, "{}");
    }
  }

  private static Map<String, String> form(HttpExchange exchange, byte[] body) {
    var headers = exchange.getRequestHeaders();
    assertThat(headers.getFirst("Accept")).isEqualTo("application/json");
    assertThat(headers.getFirst("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
    return parameters(new String(body, UTF_8));
  }

  private void check(Map<String, String> form) {
    assertThat(form).containsEntry("client_id", CLIENT_ID);
    if (form.containsKey("device_code")) {
      assertThat(form).hasSize(3)
          .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:device_code")
          .containsEntry("device_code", DEVICE_CODE);
      return;
    }
    assertThat(form.keySet()).isEqualTo(
        Set.of(
            "grant_type", "client_id", "client_secret", "code", "redirect_uri", "code_verifier"));
    assertThat(form).containsEntry("grant_type", "authorization_code")
        .containsEntry("client_secret", CLIENT_SECRET)
        .containsEntry("code", CODE)
        .containsEntry("redirect_uri", authorized.get("redirect_uri"));
    assertThat(s256(form.get("code_verifier"))).isEqualTo(authorized.get("code_challenge"));
  }

  private void user(HttpExchange exchange) throws IOException {
    if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      send(exchange, 401, "{\"message\":\"Bad credentials\"}");
      return;
    }
    if (expiration != null) {
      exchange.getResponseHeaders().set("GitHub-Authentication-Token-Expiration", expiration);
    }
    send(exchange, 200, user);
  }

  private static String s256(String verifier) {
    assertThat(verifier).matches("[A-Za-z0-9._~-]{43,128}");
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String part : query.split("&")) {
      int equals = part.indexOf('=');
      String name = part.substring(0, equals);
      assertThat(parameters).doesNotContainKey(name);
      parameters.put(name, URLDecoder.decode(part.substring(equals + 1), UTF_8));
    }
    return parameters;
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** Fails if an unexpected request was received. */
  @Override
  public void close() {
    http.stop(0);
    assertThat(complaints).isEmpty();
  }
}
