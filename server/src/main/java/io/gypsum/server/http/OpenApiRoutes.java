package io.gypsum.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** {@code GET /openapi.json}: the description of all routes, kept by hand and held against them by a test. */
public final class OpenApiRoutes {
  private static final String RESOURCE = "openapi.json";

  private OpenApiRoutes() {}

  public static List<Route> routes() {
    return List.of(
        Route.get(
            "/openapi.json", exchange -> exchange.bytes(200, "application/json", document())));
  }

  /** The document as it is sent. */
  static byte[] document() throws IOException {
    try (InputStream in = OpenApiRoutes.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException("the resource " + RESOURCE + " is missing from this build");
      }
      return in.readAllBytes();
    }
  }
}
