package io.gypsum.server.http;

import java.io.IOException;
import java.util.Locale;

import io.gypsum.core.FailureDetails;
import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/** Writes the response of a failed request in the format that the clients of a {@link RouteGroup} read. */
@FunctionalInterface
public interface ErrorRenderer {
  /** {@code {"status":"error","reason":"…","kind":"…"}} and the details (rest-api.md, section 2). */
  ErrorRenderer JSON =
      (exchange, status, kind, reason, details) -> exchange.sendJson(status, out -> {
        out.writeStartObject();
        out.writeStringProperty("status", "error");
        out.writeStringProperty("reason", reason);
        out.writeStringProperty("kind", kind);
        if (details != null) {
          details.writeProperties(out);
        }
        out.writeEndObject();
      });

  /**
   * Returns whether the program that sent a request accepts JSON and no pages. Such programs get all failures as JSON, also at the
   * addresses of pages.
   */
  static boolean wantsJson(Exchange exchange) {
    String accept = exchange.header("Accept");
    if (accept == null) {
      return false;
    }
    String types = accept.toLowerCase(Locale.ROOT);
    return types.contains("application/json") && !types.contains("text/html");
  }

  /** Returns the status of the response to a failure of a kind, for pages that show a failure beside other content. */
  static int statusOf(GypsumException.Kind kind) {
    return ErrorHandling.status(kind);
  }

  /**
   * Sends the response. Headers that depend on the kind of failure are already set.
   *
   * @param kind the cause for programs, see {@link ErrorHandling#kindOfStatus}
   * @param reason a sentence for the user, without secrets
   * @param details further properties for programs; null for none
   */
  void render(
      Exchange exchange, int status, String kind, String reason, @Nullable FailureDetails details)
      throws IOException;
}
