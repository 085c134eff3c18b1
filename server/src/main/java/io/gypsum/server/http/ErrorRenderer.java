package io.gypsum.server.http;

import java.io.IOException;

import io.gypsum.core.FailureDetails;
import org.jspecify.annotations.Nullable;

/** Writes the response of a failed request in the format that the clients of a {@link RouteGroup} read. */
@FunctionalInterface
public interface ErrorRenderer {
<<<<<<< HEAD
  /** {@code {"status":"error","reason":"…","kind":"…"}} (rest-api.md, section 2). */
  ErrorRenderer JSON = (exchange, status, kind, reason) -> exchange.sendJson(status, out -> {
    out.writeStartObject();
    out.writeStringProperty("status", "error");
    out.writeStringProperty("reason", reason);
    out.writeStringProperty("kind", kind);
=======
  /** {@code {"status":"error","reason":"…"}} (rest-api.md, section 2). */
  ErrorRenderer JSON = (exchange, status, reason, details) -> exchange.sendJson(status, out -> {
    out.writeStartObject();
    out.writeStringProperty("status", "error");
    out.writeStringProperty("reason", reason);
    if (details != null) {
      details.writeProperties(out);
    }
>>>>>>> 735a82ea (Refuse removals that would break links of other versions)
    out.writeEndObject();
  });

  /**
   * Sends the response. Headers that depend on the kind of failure are already set.
   *
   * @param kind the cause for programs, see {@link ErrorHandling#kindOfStatus}
   * @param reason a sentence for the user, without secrets
   * @param details further properties for programs; null for none
   */
<<<<<<< HEAD
  void render(Exchange exchange, int status, String kind, String reason) throws IOException;
=======
  void render(Exchange exchange, int status, String reason, @Nullable FailureDetails details)
      throws IOException;
>>>>>>> 735a82ea (Refuse removals that would break links of other versions)
}
