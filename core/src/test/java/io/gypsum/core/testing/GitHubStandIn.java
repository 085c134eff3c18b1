package io.gypsum.core.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gypsum.core.PercentEncoding;
import org.jspecify.annotations.Nullable;

/**
 * A GitHub Enterprise on the loopback interface, with the web flow and the API that identifies users. Each visitor of its
 * page is {@link #person}, and agrees. It checks what a server sends, and accepts each code once.
 */
public final class GitHubStandIn implements ProviderStandIn {
  public static final String CLIENT_ID = "Iv1.stand-in";
  public static final String CLIENT_SECRET = "secret-of-the-app";
  private static final String TOKEN_PREFIX = "gho_token_of_";

  /** The login of the person who opens the page; null if the person refuses. */
  public volatile @Nullable String person = "jane";
  /** Replaces the response to a code; null for the right one. */
  public volatile @Nullable String tokenAnswer;
  public volatile int tokenStatus = 200;

  /** The requests, such as {@code POST /login/oauth/access_token}. */
  public final List<String> requests = new CopyOnWriteArrayList<>();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  /** What was authorized, by code. */
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private final List<String> revoked = new CopyOnWriteArrayList<>();

  private GitHubStandIn(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public static GitHubStandIn start() {
    try {
      return new GitHubStandIn(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public URI web() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public Map<String, String> options() {
    return Map.of(
        "identity", "github", "github-api", web() + "/api/v3", "github-app-id", CLIENT_ID,
        "github-app-secret", CLIENT_SECRET);
  }

  @Override
  public String label() {
    return "GitHub";
  }

  @Override
  public void signsIn(String login) {
    person = login;
  }

  @Override
  public String accessToken(String login) {
    return TOKEN_PREFIX + login;
  }

  /** Opens a page of the web flow, and returns the address to which the browser is redirected. */
  public URI open(URI page) {
    if (!page.toString().startsWith(web() + "/login/oauth/authorize?")) {
      throw new AssertionError("not the page of the web flow: " + page);
    }
    Map<String, String> query = parameters(page.getRawQuery());
    require("response_type", "code", query);
    require("client_id", CLIENT_ID, query);
    require("scope", "read:org", query);
    require("code_challenge_method", "S256", query);
    String back = query.get("redirect_uri");
    String state = "&state=" + PercentEncoding.encode(query.getOrDefault("state", ""));
    String login = person;
    if (login == null) {
      return URI.create(
          back + "?error=access_denied&error_description=The+user+has+denied" + state);
    }
    String code = "code" + (codes.size() + 1) + "-of-" + login;
    query.put("login", login);
    codes.put(code, query);
    return URI.create(back + "?code=" + code + state);
  }

  /** Makes every token of a user invalid. */
  public void revoke(String login) {
    revoked.add(login);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(exchange.getRequestMethod() + " " + path);
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      switch (path) {
        case "/login/oauth/authorize" -> {
          exchange.getResponseHeaders()
              .set("Location", open(web().resolve(exchange.getRequestURI())).toString());
          exchange.sendResponseHeaders(302, -1);
        }
        case "/login/oauth/access_token" -> {
          String answer = token(exchange, parameters(new String(body, StandardCharsets.UTF_8)));
          String replaced = tokenAnswer;
          send(exchange, tokenStatus, replaced == null ? answer : replaced);
        }
        case "/api/v3/user" -> {
          String login = login(exchange);
          send(
              exchange, login == null ? 401 : 200,
              login == null ? "{}" : "{\"login\":\"" + login + "\"}");
        }
        case "/api/v3/user/orgs" -> send(exchange, 200, "[]");
        default -> send(exchange, 404, "{}");
      }
    }
  }

  private String token(HttpExchange exchange, Map<String, String> form) {
    if (!"application/json".equals(exchange.getRequestHeaders().getFirst("Accept"))) {
      return "access_token=unexpected";
    }
    if (!CLIENT_ID.equals(form.get("client_id"))
        || !CLIENT_SECRET.equals(form.get("client_secret"))) {
      return "{\"error\":\"incorrect_client_credentials\"}";
    }
    Map<String, String> authorized = codes.remove(form.getOrDefault("code", ""));
    if (authorized == null
        || !challenge(form.getOrDefault("code_verifier", ""))
            .equals(authorized.get("code_challenge"))) {
      return "{\"error\":\"bad_verification_code\",\"error_description\":\"The code is wrong\"}";
    }
    if (!String.valueOf(authorized.get("redirect_uri")).equals(form.get("redirect_uri"))) {
      return "{\"error\":\"redirect_uri_mismatch\"}";
    }
    return "{\"access_token\":\"" + TOKEN_PREFIX + authorized.get("login")
        + "\",\"token_type\":\"bearer\",\"scope\":\"read:org\"}";
  }

  private @Nullable String login(HttpExchange exchange) {
    String authorization =
        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    String login = authorization.replaceFirst("^Bearer " + TOKEN_PREFIX, "");
    return login.equals(authorization) || revoked.contains(login) ? null : login;
  }

  private static void require(String name, String expected, Map<String, String> query) {
    if (!expected.equals(query.get(name))) {
      throw new AssertionError(
          name + ": expected '" + expected + "', found '" + query.get(name) + "'");
    }
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String part : query.split("&")) {
      String[] pair = part.split("=", 2);
      parameters.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
    }
    return parameters;
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
