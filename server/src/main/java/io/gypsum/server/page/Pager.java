package io.gypsum.server.page;

/**
 * Links to the pages of a list, which {@code tag/pager.jte} shows.
 *
 * @param number the number of the page that is shown, from 1
 * @param count at least 1
 * @param baseUrl the address of the first page, with or without a query
 * @param parameter name of the query parameter with the number of a page
 */
public record Pager(int number, int count, String baseUrl, String parameter) {
  /** Returns the address of a page. */
  public String url(int page) {
    if (page == 1) {
      return baseUrl;
    }
    return baseUrl + (baseUrl.contains("?") ? "&" : "?") + parameter + "=" + page;
  }
}
