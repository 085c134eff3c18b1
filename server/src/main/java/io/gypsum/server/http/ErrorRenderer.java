package io.gypsum.server.http;

import java.io.IOException;

/** Writes the response of a failed request in the format that the clients of a {@link RouteGroup} read. */
@FunctionalInterface
public interface ErrorRenderer {
  /** {@code {"status":"error","reason":"…","kind":"…"}} (rest-api.md, section 2). */
  ErrorRenderer JSON = (exchange, status, kind, reason) -> exchange.sendJson(status, out -> {
    out.writeStartObject();
    out.writeStringProperty("status", "error");
    out.writeStringProperty("reason", reason);
    out.writeStringProperty("kind", kind);
    out.writeEndObject();
  });

  /**
   * Sends the response. Headers that depend on the kind of failure are already set.
   *
   * @param kind the cause for programs, see {@link ErrorHandling#kindOfStatus}
   * @param reason a sentence for the user, without secrets
   */
  void render(Exchange exchange, int status, String kind, String reason) throws IOException;
}
