package io.gypsum.server.page;

import java.util.List;

import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.QueryParameters;

/** The forms of a page. */
enum PageFormat {
  HTML("text/html"), JSON("application/json"), CSV("text/csv");

  private final String mediaType;

  PageFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /**
   * Returns the form that the query parameter {@code format} names, or else the {@code Accept} header. HTML has precedence in the
   * header, and is the default.
   *
   * @param others the other forms of the page, in the order of precedence
   * @throws io.gypsum.core.GypsumException INVALID if the parameter names another form
   */
  static PageFormat requested(Exchange exchange, PageFormat... others) {
    String accept = exchange.header("Accept");
    if (exchange.queryParameter("format") == null && accept != null
        && !accept.contains(HTML.mediaType)) {
      for (PageFormat other : others) {
        if (accept.contains(other.mediaType)) {
          return other;
        }
      }
    }
    return QueryParameters.choice(exchange, "format", HTML, List.of(others));
  }
}
