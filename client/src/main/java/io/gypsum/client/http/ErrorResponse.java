package io.gypsum.client.http;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;

import io.gypsum.client.failure.MissingFiles;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.failure.RequestFailedException.Remedy;
import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a response with a status other than success: {@code {"status":"error","reason":"…","kind":"…"}}, missing files, and
 * {@code Retry-After}, or the XML of an S3-compatible service that limits the rate of requests.
 */
final class ErrorResponse {
  private static final String SLOW_DOWN = "<Code>SlowDown";

  private ErrorResponse() {}

  /** Returns the failure that {@code response} describes; the request's token is removed from the server's reason. */
  static RequestFailedException read(
      ClientRequest request, ClientResponse response, Clock clock) {
    if (response.status() / 100 == 3) {
      Redirect redirect = redirect(request.uri(), response.header("Location"));
      return redirect.failure(
          request.action(), response.status(), withoutToken(request, redirect.reason()));
    }
    byte[] body = body(response);
    ErrorDocument document = document(body);
    return HttpErrors
        .builderOfStatus(
            request.action(), response.status(),
            document.reason == null ? null : withoutToken(request, document.reason),
            document.kind, retryAfter(response, body, clock))
        .missingFiles(document.missingFiles())
        .build();
  }

  /** The properties of the body; null if absent or of another type. */
  private record ErrorDocument(
      @Nullable String reason, @Nullable String kind, @Nullable List<String> missing,
      @Nullable Long missingCount) {
    static final ErrorDocument NONE = new ErrorDocument(null, null, null, null);

    static ErrorDocument read(JsonInput in) {
      @Nullable String reason = null;
      @Nullable String kind = null;
      @Nullable List<String> missing = null;
      @Nullable Long missingCount = null;
      in.beginObject();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        switch (name) {
          case "reason" -> reason = in.readable(JsonInput::string);
          case "kind" -> kind = in.readable(JsonInput::string);
          case "missing" -> missing = in.readable(list -> list.array(JsonInput::string));
          case "missing_count" -> missingCount = in.readable(JsonInput::wholeNumber);
          default -> in.skip();
        }
      }
      return new ErrorDocument(reason, kind, missing, missingCount);
    }

    @Nullable
    MissingFiles missingFiles() {
      return missing == null || missingCount == null
          ? null
          : new MissingFiles(Set.copyOf(missing), missingCount);
    }
  }

  private static byte[] body(ClientResponse response) {
    try {
      return response.body().readNBytes(ResponseLimits.ERROR_BYTES);
    } catch (IOException e) {
      return new byte[0];
    }
  }

  private static ErrorDocument document(byte[] body) {
    try {
      return JsonInput.read(body, ErrorDocument::read);
    } catch (MalformedJsonException e) {
      // The body is empty or a proxy's page: only the status is known.
      return ErrorDocument.NONE;
    }
  }

  /** S3-compatible services limit the rate without sending {@code Retry-After}. */
  private static @Nullable Duration retryAfter(
      ClientResponse response, byte[] body, Clock clock) {
    String header = response.header("Retry-After");
    if (header == null) {
      return new String(body, StandardCharsets.UTF_8).contains(SLOW_DOWN) ? Duration.ZERO : null;
    }
    return parseRetryAfter(header, clock);
  }

  private static String withoutToken(ClientRequest request, String reason) {
    BearerToken token = request.token();
    String shown = token == null ? reason : token.removedFrom(reason);
    return shown.length() > ResponseLimits.REASON_CHARS
        ? shown.substring(0, ResponseLimits.REASON_CHARS) + "…"
        : shown;
  }

  /**
   * A redirect that was not followed.
   *
   * @param advice what a user can do; null if that is unknown
   */
  record Redirect(String reason, @Nullable String advice) {
    RequestFailedException failure(String action, int status, String shownReason) {
      RequestFailedException failure = HttpErrors.ofStatus(action, status, shownReason, null);
      return advice == null ? failure : failure.withAdvice(Remedy.CORRECT_URL, advice);
    }
  }

  /** Describes a redirect that was not followed. */
  static Redirect redirect(URI requested, @Nullable String location) {
    URI target;
    try {
      target = requested.resolve(new URI(location == null ? "" : location));
      ServerUrl.requireServer(target);
    } catch (URISyntaxException | GypsumException e) {
      return new Redirect("it redirects to an invalid address", null);
    }
    if (location == null) {
      return new Redirect("it redirects to no address", null);
    }
    if (isSame(requested, target)) {
      return new Redirect(
          "it redirects to the same address",
          "check the URL, and the paths in the configuration of any proxy in front of it");
    }
    String server = serverOf(requested, target);
    return "https".equalsIgnoreCase(requested.getScheme())
        && "http".equalsIgnoreCase(target.getScheme())
            ? new Redirect(
                "it redirects to '" + server
                    + "', which is not encrypted, so the redirect was not followed",
                null)
            : new Redirect("it has moved to '" + server + "'", "use that URL");
  }

  /** Returns whether two URLs are equal, apart from the query and from characters that a proxy has decoded. */
  private static boolean isSame(URI one, URI other) {
    return one.getScheme().equalsIgnoreCase(other.getScheme())
        && one.getRawAuthority().equalsIgnoreCase(other.getRawAuthority())
        && one.getPath().equals(other.getPath());
  }

  /**
   * Returns the base URL of the new server: the part of the new URL before the path of the route, with which both URLs end. A
   * proxy may have decoded the new path.
   */
  private static String serverOf(URI requested, URI target) {
    String oldPath = requested.getPath();
    String newPath = target.getRawPath();
    int base = newPath.length();
    for (int i = newPath.lastIndexOf('/'); i >= 0
        && oldPath.endsWith(decoded(newPath.substring(i))); i = newPath.lastIndexOf('/', i - 1)) {
      base = i;
    }
    return target.getScheme() + "://" + target.getRawAuthority() + newPath.substring(0, base);
  }

  /**
   * Decodes a path that begins with a slash. The dot prevents that a path which begins with two slashes is parsed as an authority.
   */
  private static String decoded(String path) {
    return URI.create("/." + path).getPath().substring(2);
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
