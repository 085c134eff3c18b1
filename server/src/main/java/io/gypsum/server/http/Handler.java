package io.gypsum.server.http;

import java.io.IOException;

/** Responds to the requests of one route. Called from many threads concurrently. */
@FunctionalInterface
public interface Handler {
  /**
   * Reads the request as far as necessary and responds exactly once.
   *
   * @throws io.gypsum.core.GypsumException when the request fails; rendered with the status of its kind
   * @throws IOException when the connection fails
   */
  void handle(Exchange exchange) throws IOException;
}
