package io.gypsum.client.http;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/** Reads a response with a status other than success: {@code {"status":"error","reason":"…"}} and {@code Retry-After}. */
final class ErrorResponse {
  private ErrorResponse() {}

  /** Returns the failure that {@code response} describes; the request's token is removed from the server's reason. */
  static RequestFailedException read(
      ClientRequest request, ClientResponse response, Clock clock) {
    String retryAfter = response.header("Retry-After");
    return HttpErrors.ofStatus(
        request.action(), response.status(), reason(request, response),
        retryAfter == null ? null : parseRetryAfter(retryAfter, clock));
  }

  private static @Nullable String reason(ClientRequest request, ClientResponse response) {
    if (response.status() / 100 == 3) {
      return withoutToken(request, movedReason(request.uri(), response.header("Location")));
    }
    try {
      String reason =
          JsonInput.read(
              response.body().readNBytes(ResponseLimits.ERROR_BYTES), ErrorResponse::reason);
      return reason == null ? null : withoutToken(request, reason);
    } catch (IOException | MalformedJsonException e) {
      // The body is empty or a proxy's page: only the status is known.
      return null;
    }
  }

  private static String withoutToken(ClientRequest request, String reason) {
    BearerToken token = request.token();
    String shown = token == null ? reason : token.removedFrom(reason);
    return shown.length() > ResponseLimits.REASON_CHARS
        ? shown.substring(0, ResponseLimits.REASON_CHARS) + "…"
        : shown;
  }

  /** Describes a redirect that was not followed. */
  static String movedReason(URI requested, @Nullable String location) {
    URI target;
    try {
      target = requested.resolve(new URI(location == null ? "" : location));
      ServerUrl.requireServer(target);
    } catch (URISyntaxException | GypsumException e) {
      return "it redirects to an invalid address";
    }
    if (location == null || target.equals(requested)) {
      return "it redirects to no other address";
    }
    String server = serverOf(requested, target);
    return "https".equalsIgnoreCase(requested.getScheme())
        && "http".equalsIgnoreCase(target.getScheme())
            ? "it redirects to '" + server + "', which is not encrypted, so that was not followed"
            : "it has moved to '" + server + "'; use that URL (--url or GYPSUM_URL)";
  }

  /** Returns the base URL of the new server: what precedes the path of the route, which both paths end with. */
  private static String serverOf(URI requested, URI target) {
    String oldPath = requested.getRawPath();
    String newPath = target.getRawPath();
    int common = 0;
    for (int length = 1; length <= Math.min(oldPath.length(), newPath.length())
        && oldPath.charAt(oldPath.length() - length)
            == newPath.charAt(newPath.length() - length);
        length++) {
      if (newPath.charAt(newPath.length() - length) == '/') {
        common = length;
      }
    }
    return target.getScheme() + "://" + target.getRawAuthority()
        + newPath.substring(0, newPath.length() - common);
  }

  private static @Nullable String reason(JsonInput in) {
    return in.property("reason", JsonInput::string);
  }

  /**
   * Parses the value of {@code Retry-After}, which is a number of seconds or a date.
   *
   * @return how long to wait from now; null if {@code value} has neither form
   */
  static @Nullable Duration parseRetryAfter(String value, Clock clock) {
    String text = value.strip();
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      ZonedDateTime date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration wait = Duration.between(clock.instant(), date.toInstant());
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
