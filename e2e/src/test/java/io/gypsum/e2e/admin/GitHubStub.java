package io.gypsum.e2e.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A GitHub with one user, {@code alice}, who approves every sign-in at once. */
final class GitHubStub implements AutoCloseable {
  /** The app of the guide. */
  private static final String APP = "client_id=Iv1.0123456789abcdef";
  private static final String TOKEN = "gho_not-to-be-shown";

  private final HttpServer http;

  GitHubStub() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext("/", this::handle);
    http.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    switch (exchange.getRequestURI().getPath()) {
      case "/login/device/code" -> respond(
          exchange, body.contains(APP), """
              {"device_code": "device", "user_code": "WDJB-MJHT", "expires_in": 900, "interval": 1,
               "verification_uri": "https://github.com/login/device"}""");
      case "/login/oauth/access_token" -> respond(
          exchange, body.contains(APP),
          "{\"access_token\": \"" + TOKEN
              + "\", \"token_type\": \"bearer\", \"scope\": \"read:org\"}");
      case "/api/v3/user" ->
          respond(exchange, isKnown(exchange), "{\"login\": \"alice\", \"id\": 1}");
      case "/api/v3/user/orgs" -> respond(exchange, isKnown(exchange), "[]");
      default -> respond(exchange, false, "{}");
    }
  }

  private static boolean isKnown(HttpExchange exchange) {
    return ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private static void respond(HttpExchange exchange, boolean good, String json)
      throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(good ? 200 : 401, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
