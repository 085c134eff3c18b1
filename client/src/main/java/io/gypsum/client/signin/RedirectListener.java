package io.gypsum.client.signin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.core.GypsumException;

/**
 * Awaits, on a free port that only this machine can reach, the browser that GitHub sends back. Anyone on this machine can
 * come to that port, so the first request that knows the state ends the wait and no other does. What it answers is fixed:
 * nothing of a request is in it.
 */
final class RedirectListener implements AutoCloseable {
  private static final String PATH = "/callback";
  /** The browser's, its second connection, and some for whoever else comes by. */
  private static final int THREADS = 8;

  private final HttpServer server;
  private final ExecutorService threads;
  private final SensitiveText state;
  private final CompletableFuture<Redirect> redirect = new CompletableFuture<>();

  private RedirectListener(HttpServer server, SensitiveText state) {
    this.server = server;
    this.state = state;
    this.threads = Executors.newFixedThreadPool(THREADS, RedirectListener::daemon);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  static RedirectListener open(SensitiveText state) {
    try {
      // Not "localhost", which may lead elsewhere (RFC 8252, 8.3).
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      return new RedirectListener(
          HttpServer.create(new InetSocketAddress(loopback, 0), 0), state);
    } catch (IOException e) {
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE,
          "cannot sign in in a browser: no port of 127.0.0.1 can be had (" + e.getMessage()
              + "); sign in with a code instead",
          e);
    }
  }

  /** Where GitHub has to send the browser. */
  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
  }

  /** @throws GypsumException when no browser came back in time */
  Redirect await(Duration patience) {
    try {
      return redirect.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new GypsumException(
          GypsumException.Kind.UNAUTHENTICATED,
          "cannot sign in: the browser did not come back within " + patience.toSeconds()
              + " s; start again, or sign in with a code",
          e);
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted("sign in", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("it only ever completes with a redirect", e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        respond(exchange, 404, "There is nothing here.");
        return;
      }
      if (!exchange.getRequestMethod().equals("GET")) {
        respond(exchange, 405, "This is not how a browser comes here.");
        return;
      }
      Optional<Redirect> brought =
          Redirect.read(exchange.getRequestURI().getRawQuery(), state);
      if (brought.isEmpty() || redirect.isDone()) {
        respond(exchange, 400, "This is not the sign-in that gypsum is waiting for.");
        return;
      }
      boolean refused = brought.get() instanceof Refusal;
      respond(
          exchange, 200,
          refused
              ? "GitHub did not sign you in. Go back to gypsum, which says why."
              : "GitHub knows you. Go back to gypsum; you can close this page.");
      // After the page is out, since the listener is closed soon after this.
      redirect.complete(brought.get());
    }
  }

  private static void respond(HttpExchange exchange, int status, String sentence)
      throws IOException {
    byte[] page =
        ("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>gypsum</title><p>"
            + sentence + "</p></html>\n")
            .getBytes(StandardCharsets.UTF_8);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "text/html; charset=utf-8");
    headers.set("Content-Security-Policy", "default-src 'none'");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(status, page.length);
    exchange.getResponseBody().write(page);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "gypsum-sign-in");
    thread.setDaemon(true);
    return thread;
  }

  /** Frees the port. */
  @Override
  public void close() {
    // Stopping waits for a thread, and forgets an interrupt over that.
    boolean interrupted = Thread.interrupted();
    server.stop(0);
    threads.shutdownNow();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
