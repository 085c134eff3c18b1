package io.gypsum.server.page;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.server.catalog.AssetQuery;
import io.gypsum.server.catalog.AssetQuery.Order;
import io.gypsum.server.catalog.AssetRow;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.compute.ComputeTurns;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.http.QueryParameters;
import io.gypsum.server.page.export.AssetExport;
import io.gypsum.server.page.template.JtecatalogGenerated;
import io.gypsum.server.page.template.tag.JtecatalogtableGenerated;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /catalog?filter=&order=&descending=&page=&format=}: all assets in a table, or as a download in CSV or JSON. A request
 * of htmx is answered with the table alone.
 */
public final class CatalogPage implements Handler {
  static final int PAGE_SIZE = 50;
  private static final int MAX_FILTER_CHARS = 500;

  private final Site site;
  private final PageSources sources;

  CatalogPage(Site site, PageSources sources) {
    this.site = site;
    this.sources = sources;
  }

  /**
   * The content of the page.
   *
   * @param count the number of assets on all pages
   */
  public record CatalogView(
      AssetQuery query, List<AssetRow> rows, long count, Pager pager, CatalogLinks links,
      DataState state) {
    public CatalogView {
      rows = List.copyOf(rows);
    }
  }

  /** The addresses on the page. */
  public record CatalogLinks(PageUrls urls, AssetQuery query) {
    /** Returns the page sorted by a column: in the other direction if it is sorted by this column. */
    public String sorted(Order order) {
      // Users usually look for the largest and the latest values.
      boolean descending = query.order() == order ? !query.descending() : order != Order.NAME;
      return of(new AssetQuery(query.filter(), order, descending), "");
    }

    /** Returns the value of {@code aria-sort} of a column; null if the table is not sorted by it. */
    public @Nullable String direction(Order order) {
      if (query.order() != order) {
        return null;
      }
      return query.descending() ? "descending" : "ascending";
    }

    /** Returns the address of the same assets in another format. */
    public String export(String format) {
      return of(query, format);
    }

    String of(AssetQuery selected, String format) {
      return PageUrls.query(
          urls.path("catalog"), "filter", selected.filter(), "order",
          selected.order() == Order.NAME ? "" : QueryParameters.lowerCase(selected.order()),
          "descending", selected.descending() ? "true" : "", "format", format);
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    AssetQuery query = query(exchange);
    int number = Pager.requested(exchange);
    PageFormat format = PageFormat.requested(exchange, PageFormat.JSON, PageFormat.CSV);
    exchange.setHeader("Vary", "Accept, HX-Request");
    ComputeTurns turns = sources.turns(exchange);
    AssetExport export = new AssetExport(sources.catalog(), query);
    switch (format) {
      case CSV -> {
        setDownloadHeaders(exchange, "csv");
        exchange.stream(
            "text/csv; charset=utf-8; header=present", out -> export.writeCsv(turns, out));
      }
      case JSON -> {
        setDownloadHeaders(exchange, "json");
        exchange.stream("application/json", out -> export.writeJson(turns, out));
      }
      case HTML -> sendPage(exchange, turns.run(() -> view(query, number)));
    }
  }

  private static AssetQuery query(Exchange exchange) {
    String filter = QueryParameters.text(exchange, "filter").strip();
    if (filter.length() > MAX_FILTER_CHARS) {
      throw GypsumException.invalid(
          "invalid query parameter 'filter': expected at most " + MAX_FILTER_CHARS
              + " characters, found " + filter.length());
    }
    return new AssetQuery(
        filter, QueryParameters.choice(exchange, "order", Order.NAME),
        QueryParameters.bool(exchange, "descending", false));
  }

  private static void setDownloadHeaders(Exchange exchange, String extension) {
    exchange.setHeader("Cache-Control", "no-cache");
    exchange.setHeader(
        "Content-Disposition", "attachment; filename=\"catalog." + extension + "\"");
  }

  private CatalogView view(AssetQuery query, int number) {
    Catalog catalog = sources.catalog();
    // Read before the rows, so the rows are never older than the time that the page shows.
    DataState state = DataState.of(catalog.state(), sources.clock().instant());
    long count = catalog.assetCount(query.filter());
    ListRange range = ListRange.of(number, count, PAGE_SIZE);
    CatalogLinks links = new CatalogLinks(site.urls(), query);
    return new CatalogView(
        query, catalog.assets(query, range.offset(), range.size()), count,
        range.pager(links.of(query, "")), links,
        state);
  }

  private void sendPage(Exchange exchange, CatalogView view) throws IOException {
    Page page = page(exchange, view);
    if (PageRenderer.isPartRequested(exchange)) {
      PageRenderer.send(exchange, out -> JtecatalogtableGenerated.render(out, null, page, view));
    } else {
      PageRenderer.send(exchange, out -> JtecatalogGenerated.render(out, null, page, view));
    }
  }

  private Page page(Exchange exchange, CatalogView view) {
    String csv = site.urls().absolute(view.links().export("csv"));
    String json = site.urls().absolute(view.links().export("json"));
    return Page.of(site, exchange, "Catalogue")
        .withJson(view.links().export("json"))
        .withCommands(
            List.of(
                new Page.CommandExample(
                    "R", "assets <- read.csv(" + CodeText.r(csv) + ")"),
                new Page.CommandExample(
                    "R, from JSON",
                    "assets <- jsonlite::fromJSON(" + CodeText.r(json) + ")"),
                new Page.CommandExample(
                    "Python",
                    "import pandas\n\nassets = pandas.read_csv(" + CodeText.python(csv) + ")"),
                new Page.CommandExample("curl", "curl -o catalog.csv " + CodeText.shell(csv))));
  }
}
