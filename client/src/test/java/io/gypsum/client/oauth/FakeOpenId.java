package io.gypsum.client.oauth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gypsum.client.http.ServerUrl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A fake OpenID provider, which accepts each refresh token once, and the routes of a gypsum server that uses it. It checks
 * requests strictly, and answers refusals with status 400, as RFC 6749 requires.
 */
final class FakeOpenId implements AutoCloseable {
  static final String CLIENT_ID = "gypsum-cli";
  static final String DEVICE_CODE = "device_code_not_to_be_shown";
  static final String CODE = "redirect_code_not_to_be_shown";
  static final String ACCESS = "access_not_to_be_shown_";
  static final String REFRESH = "refresh_not_to_be_shown_";
  /** Texts that no message may contain. */
  static final List<String> SECRETS = List.of(DEVICE_CODE, CODE, ACCESS, REFRESH);

  /** The response to a request for a device code, with its status. */
  String deviceAnswer =
      "200 {\"device_code\":\"" + DEVICE_CODE + "\",\"user_code\":\"WDJB-MJHT\","
          + "\"verification_uri\":\"https://idp.example.org/device\","
          + "\"expires_in\":900,\"interval\":5}";
  /** The first responses to requests for a token, with their status; later ones grant it. */
  final Deque<String> tokenAnswers = new ArrayDeque<>();
  /** Whether the description of the provider contains an endpoint for codes. */
  boolean offersCodes = true;
  /** What replaces the issuer in the description of the provider; null for the right one. */
  String describedIssuer;
  /** What replaces the token endpoint in the description of the provider; null for the right one. */
  String describedTokenEndpoint;
  /** The gypsum server's response about its provider, with its status; null for the right one. */
  String credentials;
  /** Whether refresh tokens are issued. */
  boolean renews = true;
  /** The gypsum server's response about the user of a token, with its status. */
  String whoAmI = "200 {\"login\":\"jane\",\"administrator\":false}";
  /** Runs before a refresh token is answered. */
  Runnable beforeRenewal = () -> {};

  final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  final List<Throwable> problems = Collections.synchronizedList(new ArrayList<>());
  private final HttpServer http;
  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private Map<String, String> authorized = Map.of();
  /** The PKCE challenge of the last sign-in. */
  private volatile String challenge;
  private int grants;

  FakeOpenId() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.setExecutor(threads);
    http.createContext("/", this::handle);
    http.start();
  }

  ServerUrl server() {
    return ServerUrl.of(URI.create(url("/gypsum")));
  }

  String issuer() {
    return url("/realms/lab");
  }

  String host() {
    return "127.0.0.1:" + http.getAddress().getPort();
  }

  private String url(String path) {
    return "http://" + host() + path;
  }

  /** Returns the redirect from {@code page} with a result. */
  URI leadBack(URI page, String result) {
    assertThat(page.toString()).startsWith(issuer() + "/auth?");
    authorized = parameters(page.getRawQuery());
    assertThat(authorized).containsOnlyKeys(
        "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge",
        "code_challenge_method")
        .containsEntry("response_type", "code")
        .containsEntry("client_id", CLIENT_ID)
        .containsEntry("scope", "openid email")
        .containsEntry("code_challenge_method", "S256");
    challenge = authorized.get("code_challenge");
    return URI.create(
        authorized.get("redirect_uri") + "?" + result + "&state=" + authorized.get("state"));
  }

  private void handle(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    requests.add(request);
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      try {
        send(exchange, answer(exchange, request, body));
      } catch (AssertionError e) {
        problems.add(e);
        send(exchange, "500 {}");
      }
    }
  }

  private String answer(HttpExchange exchange, String request, byte[] body) {
    return switch (request) {
      case "GET /gypsum/credentials/github-app" -> "404 {}";
      case "GET /gypsum/credentials/oidc" -> credentials == null
          ? "200 {\"issuer\":\"" + issuer() + "\",\"client_id\":\"" + CLIENT_ID
              + "\",\"scopes\":[\"openid\",\"email\"],\"other\":1}"
          : credentials;
      case "GET /gypsum/whoami" -> {
        assertThat(exchange.getRequestHeaders().getFirst("Authorization"))
            .startsWith("Bearer " + ACCESS);
        yield whoAmI;
      }
      case "GET /realms/lab/.well-known/openid-configuration" -> description();
      case "POST /realms/lab/device" -> {
        Map<String, String> form = form(exchange, body);
        assertThat(form).hasSize(4)
            .containsEntry("client_id", CLIENT_ID)
            .containsEntry("scope", "openid email")
            .containsEntry("code_challenge_method", "S256");
        challenge = form.get("code_challenge");
        yield deviceAnswer;
      }
      case "POST /realms/lab/token" -> token(form(exchange, body));
      default -> throw new AssertionError("not expected: " + request);
    };
  }

  private String description() {
    return "200 {\"issuer\":\"" + (describedIssuer == null ? issuer() : describedIssuer)
        + "\",\"authorization_endpoint\":\"" + issuer() + "/auth\",\"token_endpoint\":\""
        + (describedTokenEndpoint == null ? issuer() + "/token" : describedTokenEndpoint) + "\""
        + (offersCodes
            ? ",\"device_authorization_endpoint\":\"" + issuer() + "/device\""
            : "")
        + ",\"scopes_supported\":[\"openid\"]}";
  }

  private synchronized String token(Map<String, String> form) {
    assertThat(form).containsEntry("client_id", CLIENT_ID);
    switch (form.get("grant_type")) {
      case "refresh_token" -> {
        beforeRenewal.run();
        assertThat(form).hasSize(3);
        if (!form.get("refresh_token").equals(REFRESH + grants)) {
          return "400 {\"error\":\"invalid_grant\",\"error_description\":\"Token is not active\"}";
        }
      }
      case "authorization_code" -> {
        assertThat(form).hasSize(5)
            .containsEntry("code", CODE)
            .containsEntry("redirect_uri", authorized.get("redirect_uri"));
        checkVerifier(form);
      }
      default -> {
        assertThat(form).hasSize(4)
            .containsEntry("device_code", DEVICE_CODE)
            .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:device_code");
        checkVerifier(form);
      }
    }
    return tokenAnswers.isEmpty() ? granted() : tokenAnswers.remove();
  }

  private void checkVerifier(Map<String, String> form) {
    assertThat(new BrowserFlow.Pkce(new SensitiveText(form.get("code_verifier"))).challenge())
        .isEqualTo(challenge);
  }

  private String granted() {
    grants++;
    return "200 {\"access_token\":\"" + ACCESS + grants
        + "\",\"token_type\":\"Bearer\",\"expires_in\":300,\"id_token\":\"x.y.z\""
        + (renews ? ",\"refresh_token\":\"" + REFRESH + grants + "\"" : "") + "}";
  }

  private static Map<String, String> form(HttpExchange exchange, byte[] body) {
    assertThat(exchange.getRequestHeaders().getFirst("Accept")).isEqualTo("application/json");
    assertThat(exchange.getRequestHeaders().getFirst("Content-Type"))
        .isEqualTo("application/x-www-form-urlencoded");
    return parameters(new String(body, UTF_8));
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String part : query.split("&")) {
      int equals = part.indexOf('=');
      assertThat(
          parameters.put(
              part.substring(0, equals), URLDecoder.decode(part.substring(equals + 1), UTF_8)))
          .isNull();
    }
    return parameters;
  }

  /** @param answer the status, a space and the body */
  private static void send(HttpExchange exchange, String answer) throws IOException {
    byte[] body = answer.substring(4).getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(
        Integer.parseInt(answer.substring(0, 3)), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  /** Fails if an unexpected request was received. */
  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
    assertThat(problems).isEmpty();
  }
}
