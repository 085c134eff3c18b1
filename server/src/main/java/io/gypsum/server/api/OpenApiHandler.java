package io.gypsum.server.api;

import java.io.IOException;
import java.io.InputStream;

import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;

/** {@code GET /openapi.json}: the description of all routes, a resource that a test compares with the route list. */
public final class OpenApiHandler implements Handler {
  private static final String RESOURCE = "openapi.json";

  @Override
  public void handle(Exchange exchange) throws IOException {
    exchange.sendBytes(200, "application/json", document());
  }

  /** Returns the document as it is sent. */
  public static byte[] document() throws IOException {
    try (InputStream in = OpenApiHandler.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException("resource " + RESOURCE + " is missing from this build");
      }
      return in.readAllBytes();
    }
  }
}
