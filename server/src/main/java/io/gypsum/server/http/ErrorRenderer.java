package io.gypsum.server.http;

import java.io.IOException;

/** Writes the response of a failed request in the format that the clients of a {@link RouteGroup} read. */
@FunctionalInterface
public interface ErrorRenderer {
  /** {@code {"status":"error","reason":"…"}} (rest-api.md, section 2). */
  ErrorRenderer JSON = (exchange, status, reason) -> exchange.sendJson(status, out -> {
    out.writeStartObject();
    out.writeStringProperty("status", "error");
    out.writeStringProperty("reason", reason);
    out.writeEndObject();
  });

  /**
   * Sends the response. Headers that depend on the kind of failure are already set.
   *
   * @param reason a sentence for the user, without secrets
   */
  void render(Exchange exchange, int status, String reason) throws IOException;
}
