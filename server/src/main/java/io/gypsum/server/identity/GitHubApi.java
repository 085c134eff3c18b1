package io.gypsum.server.identity;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
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
 * GET requests to one GitHub. A token goes to the host of {@code base} and nowhere else: redirects are not followed, and
 * a page elsewhere is refused.
 *
 * @param base without a trailing slash
 */
record GitHubApi(URI base, HttpClient client) {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  /** A page of 100 organisations has some 50 KB. */
  private static final long MAX_ANSWER_BYTES = 2L * 1024 * 1024;

  static GitHubApi at(URI base) {
    HttpClient client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(Redirect.NEVER)
            .build();
    return new GitHubApi(base, client);
  }

  /** What GitHub said, whatever it was. */
  record Answer(HttpResponse<byte[]> response) {
    int status() {
      return response.statusCode();
    }

    HttpHeaders headers() {
      return response.headers();
    }

    byte[] body() {
      return response.body();
    }

    /** GitHub says "not now" with 429, or with 403 and one of these headers. */
    boolean isRateLimit() {
      boolean limited = headers().firstValue("Retry-After").isPresent()
          || headers().firstValue("X-RateLimit-Remaining").orElse("").equals("0");
      return status() == 429 || (status() == 403 && limited);
    }
  }

  URI resolve(String path) {
    return URI.create(base + path);
  }

  /**
   * @param token visible ASCII
   * @throws GypsumException {@code UNAVAILABLE} when there is no answer by {@code deadline}
   */
  Answer get(URI address, String token, Deadline deadline) {
    if (!isHere(address)) {
      throw unavailable(
          "pointed to " + address.getScheme() + "://" + address.getAuthority()
              + ", where a token is not sent; an administrator should check 'github-api'");
    }
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Accept", "application/vnd.github+json")
            .header("Authorization", "Bearer " + token)
            .header("User-Agent", "gypsum")
            .build();
    // The request's own time-out ends with the headers; this one covers the body too.
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    try {
      return new Answer(answer.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      throw unavailable("did not answer within " + deadline.budget().toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new GypsumException(
          Kind.UNAVAILABLE, "GitHub (" + base + ") could not be asked: " + why(e)
              + "; try again later",
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("was not asked to the end: the server stops");
    } finally {
      answer.cancel(true);
    }
  }

  GypsumException unavailable(String whatHappened) {
    return new GypsumException(
        Kind.UNAVAILABLE, "GitHub (" + base + ") " + whatHappened + "; try again later");
  }

  private boolean isHere(URI address) {
    return base.getScheme().equalsIgnoreCase(address.getScheme())
        && base.getAuthority().equalsIgnoreCase(address.getAuthority());
  }

  private static String why(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause == null) {
      return "for an unknown reason";
    }
    String message = cause.getMessage();
    return cause.getClass().getSimpleName() + (message == null ? "" : " (" + message + ")");
  }
}
