package io.gypsum.server.http;

import java.io.IOException;

/** Answers the requests of one route. Called from many threads at once. */
@FunctionalInterface
public interface Handler {
  /**
   * Reads what it needs of the request and answers it once.
   *
   * @throws io.gypsum.core.GypsumException when the request fails; answered with the status of its kind
   * @throws IOException when the connection fails; nobody is left to answer
   */
  void handle(Exchange exchange) throws IOException;
}
