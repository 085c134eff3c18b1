package io.gypsum.server.identity;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.core.GypsumException;
import io.gypsum.server.identity.http.ProviderHttp;
import io.gypsum.server.identity.http.ProviderHttp.RequestDeadline;
import org.jspecify.annotations.Nullable;

/**
 * Sends GET requests to one GitHub instance. A token is sent to the host of {@code base} only: redirects are not
 * followed, and pages elsewhere are refused. Thread-safe.
 *
 * @param base URL without a trailing slash
 */
record GitHubApi(URI base, ProviderHttp http) {
  /** A page of 100 organizations has about 50 KB. */
  private static final long MAX_RESPONSE_BYTES = 2L * 1024 * 1024;

  static GitHubApi at(URI base) {
    return new GitHubApi(base, ProviderHttp.of("GitHub (" + base + ")"));
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
  GitHubResponse get(URI address, String token, RequestDeadline deadline) {
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
    return new GitHubResponse(http.send(request, MAX_RESPONSE_BYTES, deadline));
  }

  GypsumException unavailable(String problem) {
    return http.unavailable(problem);
  }

  private boolean isBelowBase(URI address) {
    return base.getScheme().equalsIgnoreCase(address.getScheme())
        && base.getAuthority().equalsIgnoreCase(address.getAuthority());
  }
}
