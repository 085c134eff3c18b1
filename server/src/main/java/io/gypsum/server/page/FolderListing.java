package io.gypsum.server.page;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.page.folder.FolderPage;

/**
 * What the component {@code tag/folder.jte} shows: a page of the entries of a folder of a version.
 *
 * @param url the address of the page that contains the component, without query
 */
public record FolderListing(AssetVersion version, FolderPage folder, String url) {
  /** Name of the query parameter with the number of the page. */
  static final String PAGE = "page";

  /** Returns links to the other pages of the folder. */
  public Pager pager() {
    return new Pager(folder.range().number(), folder.range().pageCount(), url, PAGE);
  }

  /** Returns the number from a query parameter; 1 if it is absent or no number. */
  static int pageNumber(Exchange exchange) {
    String number = exchange.queryParameter(PAGE);
    return number != null && number.matches("\\d{1,9}") ? Integer.parseInt(number) : 1;
  }

  /** Returns an address with the number of the page that was requested. */
  static String url(Exchange exchange, String url) {
    int number = pageNumber(exchange);
    return number == 1 ? url : PageUrls.query(url, PAGE, Integer.toString(number));
  }
}
