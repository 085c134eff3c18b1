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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Sends GET requests to one GitHub instance. A token is sent to the host of {@code base} only: redirects are not
 * followed, and pages elsewhere are refused. Thread-safe.
 *
 * @param base URL without a trailing slash
 */
record GitHubApi(URI base, HttpClient client) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  /** A page of 100 organizations has about 50 KB. */
  private static final long MAX_RESPONSE_BYTES = 2L * 1024 * 1024;

  static GitHubApi at(URI base) {
    HttpClient client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(Redirect.NEVER)
            .build();
    return new GitHubApi(base, client);
  }

  /** The deadline by which a group of requests must be completed. */
  record Deadline(long atNanos, Duration budget) {
    static Deadline in(Duration budget) {
      return new Deadline(System.nanoTime() + budget.toNanos(), budget);
    }

    /** Returns the remaining time; zero or less once the deadline has passed. */
    long remainingNanos() {
      return atNanos - System.nanoTime();
    }
  }

  /** A response with any status. */
  record GitHubResponse(HttpResponse<byte[]> response) {
    private static final Pattern LINK = Pattern.compile("<([^>]*)>([^<]*)");
    private static final Pattern NEXT =
        Pattern.compile(";\\s*rel\\s*=\\s*(\"([^\"]*\\s)?next(\\s[^\"]*)?\"|next\\b)");

    int status() {
      return response.statusCode();
    }

    byte[] body() {
      return response.body();
    }

    /** Returns whether GitHub refused to respond now: with 429, or with 403 and one of these headers. */
    boolean isRateLimited() {
      HttpHeaders headers = response.headers();
      boolean isLimited = headers.firstValue("Retry-After").isPresent()
          || headers.firstValue("X-RateLimit-Remaining").orElse("").equals("0");
      return status() == 429 || (status() == 403 && isLimited);
    }

    /**
     * Returns the next page of the list to which this page belongs, from its {@code Link} header (RFC 8288); null
     * for the last page, or when the header is malformed.
     */
    @Nullable
    URI nextPage() {
      for (String header : response.headers().allValues("Link")) {
        Matcher link = LINK.matcher(header);
        while (link.find()) {
          if (NEXT.matcher(link.group(2)).find()) {
            try {
              return response.uri().resolve(link.group(1));
            } catch (IllegalArgumentException e) {
              return null;
            }
          }
        }
      }
      return null;
    }
  }

  URI resolve(String path) {
    return URI.create(base + path);
  }

  /**
   * Sends a request.
   *
   * @param token visible ASCII
   * @throws GypsumException {@code UNAVAILABLE} when there is no response by {@code deadline}
   */
  GitHubResponse get(URI address, String token, Deadline deadline) {
    if (!isBelowBase(address)) {
      throw unavailable(
          "returned a link to " + address.getScheme() + "://" + address.getAuthority()
              + ", to which the token is not sent; an administrator should check 'github-api'");
    }
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Accept", "application/vnd.github+json")
            .header("Authorization", "Bearer " + token)
            .header("User-Agent", "gypsum")
            .build();
    // The timeout of a request ends with the headers; this one includes the body.
    CompletableFuture<HttpResponse<byte[]>> response =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_RESPONSE_BYTES));
    try {
      return new GitHubResponse(
          response.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      throw unavailable("did not respond within " + deadline.budget().toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new GypsumException(
          Kind.UNAVAILABLE,
          "GitHub (" + base + ") cannot be reached: " + cause(e) + "; try again later",
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GypsumException(
          Kind.UNAVAILABLE,
          "request to GitHub (" + base + ") cancelled: the server is shutting down", e);
    } finally {
      response.cancel(true);
    }
  }

  GypsumException unavailable(String problem) {
    return new GypsumException(
        Kind.UNAVAILABLE, "GitHub (" + base + ") " + problem + "; try again later");
  }

  private boolean isBelowBase(URI address) {
    return base.getScheme().equalsIgnoreCase(address.getScheme())
        && base.getAuthority().equalsIgnoreCase(address.getAuthority());
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
