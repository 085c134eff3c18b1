package io.gypsum.client.oauth;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.core.GypsumException;
import io.gypsum.core.PercentEncoding;
import io.gypsum.core.concurrent.Threads;
import org.jspecify.annotations.Nullable;

/**
 * Waits on a free port, which only this machine can reach, for the browser that the provider redirects. Any local process can
 * connect to that port, so only a request with the right state ends the wait, and only the first one. Its pages are
 * constant for a provider and contain no part of a request.
 */
final class CallbackListener implements AutoCloseable {
  private static final String PATH = "/callback";
  /** Sufficient for the browser's connections and a few of other processes. */
  private static final int THREADS = 8;

  private final HttpServer server;
  private final ExecutorService threads;
  private final SensitiveText state;
  private final String provider;
  private final CompletableFuture<OAuthResult<SensitiveText>> result = new CompletableFuture<>();

  private CallbackListener(HttpServer server, SensitiveText state, String provider) {
    this.server = server;
    this.state = state;
    this.provider = provider;
    this.threads = Threads.daemonPool(THREADS, "gypsum-sign-in");
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /**
   * @param state the random text that the provider has to send back
   * @param provider its name, without characters that HTML interprets
   */
  static CallbackListener open(SensitiveText state, String provider) {
    try {
      // Not "localhost", which may resolve to another address (RFC 8252, section 8.3).
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      return new CallbackListener(
          HttpServer.create(new InetSocketAddress(loopback, 0), 0), state, provider);
    } catch (IOException e) {
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE,
          "cannot sign in with a browser: no port of 127.0.0.1 could be opened (" + e.getMessage()
              + "); sign in with a code instead",
          e);
    }
  }

  /** Returns the URL to which the provider has to redirect the browser. */
  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
  }

  /**
   * Waits for the browser's request and returns the code in it.
   *
   * @throws GypsumException UNAUTHENTICATED if no browser connected within {@code timeout}
   */
  OAuthResult<SensitiveText> await(Duration timeout) {
    try {
      return result.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new GypsumException(
          GypsumException.Kind.UNAUTHENTICATED,
          "cannot sign in: the browser did not return within " + timeout.toSeconds()
              + " s; start again, or sign in with a code",
          e);
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted("sign in", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the callback failed unexpectedly", e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        respond(exchange, 404, "This page does not exist.");
        return;
      }
      if (!exchange.getRequestMethod().equals("GET")) {
        respond(exchange, 405, "This page can only be opened in a browser.");
        return;
      }
      Optional<OAuthResult<SensitiveText>> found =
          read(exchange.getRequestURI().getRawQuery());
      if (found.isEmpty() || result.isDone()) {
        respond(exchange, 400, "This is not the sign-in that gypsum is waiting for.");
        return;
      }
      respond(
          exchange, 200,
          found.get() instanceof OAuthResult.Refused<?>
              ? provider + " did not sign you in. Return to gypsum to see the reason."
              : "You are signed in to " + provider
                  + ". Return to gypsum; you can close this page.");
      // Only after the page was sent, since the listener is closed soon afterwards.
      result.complete(found.get());
    }
  }

  /** Returns the result that a query contains; empty if the state is wrong or the query contains no result. */
  private Optional<OAuthResult<SensitiveText>> read(@Nullable String query) {
    Map<String, String> parameters = parameters(query);
    if (!isState(parameters.getOrDefault("state", ""))) {
      return Optional.empty();
    }
    String error = parameters.get("error");
    if (error != null) {
      return Optional.of(
          OAuthResult.Refused.of(
              provider, error, parameters.getOrDefault("error_description", ""), Optional.empty(),
              List.of(state)));
    }
    String code = parameters.getOrDefault("code", "");
    return code.isEmpty()
        ? Optional.empty()
        : Optional.of(new OAuthResult.Granted<>(new SensitiveText(code)));
  }

  /** Returns no parameters if the query is malformed or repeats one. */
  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String part : query == null ? new String[0] : query.split("&")) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        return Map.of();
      }
      try {
        String value = PercentEncoding.decode(part.substring(equals + 1), true);
        if (parameters.put(part.substring(0, equals), value) != null) {
          return Map.of();
        }
      } catch (GypsumException e) {
        return Map.of();
      }
    }
    return parameters;
  }

  /** Compares in constant time, so that the duration does not reveal how many characters are right. */
  private boolean isState(String text) {
    return MessageDigest.isEqual(
        text.getBytes(StandardCharsets.UTF_8), state.value().getBytes(StandardCharsets.UTF_8));
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

  /** Closes the port. */
  @Override
  public void close() {
    // Stopping the server waits for a thread, which would clear the interrupt status.
    boolean interrupted = Thread.interrupted();
    server.stop(0);
    threads.shutdownNow();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
