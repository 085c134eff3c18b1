package io.gypsum.server.http;

import java.io.IOException;
import java.util.List;

/**
 * A concern that many routes share, such as authentication. A filter runs before and after the handlers of its routes and
 * may respond in their place. Called from many threads concurrently.
 */
@FunctionalInterface
public interface Filter {
  /**
   * Processes a request, normally by calling {@code next} exactly once.
   *
   * @throws io.gypsum.core.GypsumException when the request fails; rendered with the status of its kind
   * @throws IOException when the connection fails
   */
  void handle(Exchange exchange, Handler next) throws IOException;

  /** Returns a handler that runs {@code filters} in order, then {@code last}. */
  static Handler chain(List<Filter> filters, Handler last) {
    Handler chain = last;
    for (Filter filter : filters.reversed()) {
      Handler next = chain;
      chain = exchange -> filter.handle(exchange, next);
    }
    return chain;
  }
}
