package io.gypsum.client.http;

import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/** Reads a response with a status other than success: {@code {"status":"error","reason":"…"}} and {@code Retry-After}. */
final class ErrorResponse {
  private static final int MAX_BODY_BYTES = 64 * 1024;

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
      return "it has moved; configure the client with its new URL";
    }
    try {
      String reason =
          JsonInput.read(response.body().readNBytes(MAX_BODY_BYTES), ErrorResponse::reason);
      BearerToken token = request.token();
      return reason == null || token == null ? reason : token.removedFrom(reason);
    } catch (IOException | MalformedJsonException e) {
      // The body is empty or a proxy's page: only the status is known.
      return null;
    }
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
