package io.gypsum.server.http;

import java.io.IOException;

/** Allows web pages of every origin to use the API (rest-api.md, section 2), and answers their preflight requests. */
final class Cors implements Filter {
  private static final String MAX_AGE_SECONDS = "86400";

  @Override
  public void handle(Exchange exchange, Handler next) throws IOException {
    exchange.setPermanentHeader("Access-Control-Allow-Origin", "*");
    boolean isRejected = !exchange.isAdmitted() || exchange.engine().rejectedStatus() != 0;
    if (isRejected || !isPreflight(exchange)) {
      next.handle(exchange);
      return;
    }
    exchange.setHeader("Access-Control-Allow-Methods", Router.ALL_METHODS);
    exchange.setHeader("Access-Control-Max-Age", MAX_AGE_SECONDS);
    String headers = exchange.header("Access-Control-Request-Headers");
    if (headers != null) {
      exchange.setHeader("Access-Control-Allow-Headers", headers);
      exchange.setHeader("Vary", "Access-Control-Request-Headers");
    }
    exchange.sendEmpty();
  }

  private static boolean isPreflight(Exchange exchange) {
    return exchange.method().equals("OPTIONS") && exchange.header("Origin") != null
        && exchange.header("Access-Control-Request-Method") != null;
  }
}
