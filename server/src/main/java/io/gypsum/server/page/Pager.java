package io.gypsum.server.page;

import io.gypsum.server.http.Exchange;

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

  /** Returns the number of the page that a request asks for; 1 if it is absent or no number. */
  public static int requested(Exchange exchange) {
    String number = exchange.queryParameter(PARAMETER);
    return number != null && number.matches("\\d{1,9}") ? Integer.parseInt(number) : 1;
  }

  /** Returns the address of a page. */
  public String url(int page) {
    if (page == 1) {
      return baseUrl;
    }
    return baseUrl + (baseUrl.contains("?") ? "&" : "?") + PARAMETER + "=" + page;
  }
}
