package io.gypsum.server.page;

import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.QueryParameters;

/**
 * Links to the pages of a list, which {@code tag/pager.jte} shows.
 *
 * @param number the number of the page that is shown, from 1
 * @param count at least 1
 * @param baseUrl the address of the first page, with or without a query
 */
public record Pager(int number, int count, String baseUrl) {
  /** Name of the query parameter with the number of a page. */
  static final String PARAMETER = "page";
  private static final int MAX_NUMBER = 999_999_999;

  /**
   * Returns the number of the page that a request asks for; 1 if the query contains none. It may be larger than the number of
   * pages.
   *
   * @throws io.gypsum.core.GypsumException INVALID if it is not a number from 1 to {@link #MAX_NUMBER}
   */
  public static int requested(Exchange exchange) {
    return QueryParameters.number(exchange, PARAMETER, 1, 1, MAX_NUMBER);
  }

  /** Returns the address of a page. */
  public String url(int page) {
    if (page == 1) {
      return baseUrl;
    }
    return baseUrl + (baseUrl.contains("?") ? "&" : "?") + PARAMETER + "=" + page;
  }
}
