package io.gypsum.store.s3;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Responds like a faulty service, for failures that a real one does not produce on demand. */
final class FakeS3Service implements AutoCloseable {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  /** Responds to a request whose body has been read. */
  @FunctionalInterface
  interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  /** Responds to a request with this body. */
  @FunctionalInterface
  interface BodyHandler {
    void handle(HttpExchange exchange, byte[] body) throws IOException;
  }

  FakeS3Service(Handler handler) throws IOException {
    this((exchange, body) -> handler.handle(exchange));
  }

  FakeS3Service(BodyHandler handler) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", exchange -> {
      handler.handle(exchange, exchange.getRequestBody().readAllBytes());
      exchange.close();
    });
    server.start();
  }

  S3Settings settings() {
    URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return S3Settings.of(endpoint, "us-east-1", "bucket").withTimeout(Duration.ofSeconds(5));
  }

  static void answer(HttpExchange exchange, int status, String code) throws IOException {
    byte[] body =
        ("<Error><Code>" + code + "</Code></Error>").getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head || code.isEmpty() ? -1 : body.length);
    if (!head && !code.isEmpty()) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
