package io.gypsum.server.http;

import java.io.IOException;
import java.util.UUID;

import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonOutput;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that knows which status a failure has. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  static int status(GypsumException.Kind kind) {
    return switch (kind) {
      case INVALID -> 400;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN, LOCKED -> 403;
      case NOT_FOUND -> 404;
      case TOO_LARGE -> 413;
      case BUSY, UNAVAILABLE -> 503;
      case CORRUPT -> 500;
    };
  }

  static void answer(HttpServletResponse response, RuntimeException failure) throws IOException {
    if (!(failure instanceof GypsumException known)) {
      String id = UUID.randomUUID().toString();
      LOG.error("internal error, id {}", id, failure);
      send(response, 500, "internal error, id " + id);
      return;
    }
    switch (known.kind()) {
      case UNAUTHENTICATED -> response.setHeader("WWW-Authenticate", "Bearer");
      case BUSY -> response.setHeader("Retry-After", "5");
      case UNAVAILABLE, CORRUPT -> LOG.warn("a request failed", known);
      case INVALID, FORBIDDEN, LOCKED, NOT_FOUND, TOO_LARGE -> {}
    }
    send(response, status(known.kind()), known.reason());
  }

  static void send(HttpServletResponse response, int status, String reason) throws IOException {
    byte[] body = body(reason);
    response.resetBuffer();
    response.setStatus(status);
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** The JSON of every failed request. */
  static byte[] body(String reason) {
    return JsonOutput.bytes(
        out -> {
          out.writeStartObject();
          out.writeStringProperty("status", "error");
          out.writeStringProperty("reason", reason);
          out.writeEndObject();
        });
  }
}
