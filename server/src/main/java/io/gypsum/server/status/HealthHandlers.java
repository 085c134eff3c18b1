package io.gypsum.server.status;

import java.io.IOException;

import io.gypsum.server.http.Exchange;

/**
 * {@code GET /health}, {@code /health/live} and {@code /health/ready}. A server that responds is live; one that passes its {@link
 * HealthChecks} is ready.
 */
public final class HealthHandlers {
  private final HealthChecks checks;

  public HealthHandlers(HealthChecks checks) {
    this.checks = checks;
  }

  public void live(Exchange exchange) throws IOException {
    exchange.setHeader("Cache-Control", "no-store");
    exchange.sendJson(out -> {
      out.writeStartObject();
      out.writeStringProperty("status", "ok");
      out.writeBooleanProperty("live", true);
      out.writeEndObject();
    });
  }

  /** Responds with 503 and the reason, in general terms, when the server is not ready. */
  public void ready(Exchange exchange) throws IOException {
    String problem = checks.problem();
    boolean isReady = problem == null;
    exchange.setHeader("Cache-Control", "no-store");
    exchange.sendJson(isReady ? 200 : 503, out -> {
      out.writeStartObject();
      out.writeStringProperty("status", isReady ? "ok" : "unavailable");
      out.writeBooleanProperty("live", true);
      out.writeBooleanProperty("ready", isReady);
      if (problem != null) {
        out.writeStringProperty("reason", problem);
      }
      out.writeEndObject();
    });
  }
}
