package io.gypsum.server.identity;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A configurable GitHub Enterprise on the loopback interface, below {@code /api/v3}. */
final class FakeGitHubApi implements AutoCloseable {
  static final String BASE = "/api/v3";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  /** The paths and queries of all requests, without the base. */
  final List<String> asked = new CopyOnWriteArrayList<>();
  /** The {@code Authorization} header of each request. */
  final List<String> authorizations = new CopyOnWriteArrayList<>();

  record Reply(int status, String body, Map<String, String> headers) {
    Reply(int status, String body) {
      this(status, body, Map.of());
    }
  }

  FakeGitHubApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI origin() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  URI api() {
    return URI.create(origin() + BASE);
  }

  /** @param path with its query, without the base */
  void on(String path, int status, String body) {
    replies.put(path, new Reply(status, body));
  }

  void on(String path, int status, String body, String header, String value) {
    replies.put(path, new Reply(status, body, Map.of(header, value)));
  }

  /** Calls {@code before} in the middle of the response, after the headers and the first byte. */
  void stallOn(String path, Runnable before) {
    server.createContext(
        BASE + path, exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          before.run();
          exchange.close();
        });
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    String known = path.startsWith(BASE) ? path.substring(BASE.length()) : "elsewhere " + path;
    asked.add(known);
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    Reply reply = replies.getOrDefault(known, new Reply(404, "{}"));
    byte[] body = reply.body().getBytes(UTF_8);
    reply.headers().forEach(exchange.getResponseHeaders()::add);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
