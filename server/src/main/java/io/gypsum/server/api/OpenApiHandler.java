package io.gypsum.server.api;

import java.io.IOException;
import java.io.InputStream;

import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import org.jspecify.annotations.Nullable;

/** {@code GET /openapi.json}: the description of all routes, a resource that a test compares with the route list. */
public final class OpenApiHandler implements Handler {
  private static final String RESOURCE = "openapi.json";

  /** Read once, since the program's archive is compressed. Null before the first request. */
  private volatile byte @Nullable [] content;

  @Override
  public void handle(Exchange exchange) throws IOException {
    byte[] known = content;
    if (known == null) {
      known = document();
      content = known;
    }
    exchange.sendBytes(200, "application/json", known);
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
