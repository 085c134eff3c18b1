package io.gypsum.server.identity.http;

import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;

/**
 * Sends requests to an identity provider. Never follows a redirect, so that a token or a secret is sent only where the caller
 * decided. Thread-safe.
 *
 * @param name of the provider in messages, such as {@code GitHub (https://api.github.com)}
 */
public record ProviderHttp(String name, HttpClient client) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  public static ProviderHttp of(String name) {
    HttpClient client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(Redirect.NEVER)
            .build();
    return new ProviderHttp(name, client);
  }

  /** The deadline by which a group of requests must be completed. */
  public record RequestDeadline(long atNanos, Duration budget) {
    public static RequestDeadline in(Duration budget) {
      return new RequestDeadline(System.nanoTime() + budget.toNanos(), budget);
    }

    /** Returns the remaining time; zero or less once the deadline has passed. */
    long remainingNanos() {
      return atNanos - System.nanoTime();
    }
  }

  /**
   * Sends a request and returns its response with any status.
   *
   * @param maxBytes maximum size of the body of the response
   * @throws GypsumException {@code UNAVAILABLE} when there is no complete response by {@code deadline}, or a larger one
   */
  public HttpResponse<byte[]> send(
      HttpRequest request, long maxBytes, RequestDeadline deadline) {
    // The timeout of a request ends with the headers; this one includes the body.
    CompletableFuture<HttpResponse<byte[]>> response =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes));
    try {
      return response.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw unavailable("did not respond within " + deadline.budget().toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new GypsumException(
          Kind.UNAVAILABLE, name + " cannot be reached: " + cause(e) + "; try again later",
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GypsumException(
          Kind.UNAVAILABLE, "request to " + name + " cancelled: the server is shutting down", e);
    } finally {
      response.cancel(true);
    }
  }

  /**
   * Returns the failure of the provider. {@code problem} follows its name in the message, such as "responded with status
   * 500".
   */
  public GypsumException unavailable(String problem) {
    return new GypsumException(Kind.UNAVAILABLE, name + " " + problem + "; try again later");
  }

  private static String cause(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause == null) {
      return "for an unknown reason";
    }
    String message = cause.getMessage();
    return cause.getClass().getSimpleName() + (message == null ? "" : " (" + message + ")");
  }
}
