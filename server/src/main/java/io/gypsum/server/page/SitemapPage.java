package io.gypsum.server.page;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.VersionName;
import io.gypsum.server.catalog.AssetQuery;
import io.gypsum.server.catalog.AssetRow;
import io.gypsum.server.catalog.BucketTotals;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.catalog.ProjectRow;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.compute.ComputeTurns;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.page.feed.Sitemap;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /sitemap.xml}: the pages of projects, assets and their latest versions. If these are too many for one sitemap, it is
 * an index of the sitemaps {@code /sitemap.xml?page=1} and so on: all have the same path, since a sitemap applies only to pages
 * below its own directory.
 */
final class SitemapPage implements Handler {
  /** An asset has a page of its own and one for its latest version. */
  private static final int PAGES_OF_ASSET = 2;
  /** The home page and the table of all assets. */
  private static final int FIXED_PAGES = 2;

  private final Site site;
  private final Catalog catalog;
  private final ComputeLane lane;
  private final int maxEntries;

  /** @param lane reads the catalogue */
  SitemapPage(Site site, Catalog catalog, ComputeLane lane) {
    this(site, catalog, lane, Sitemap.MAX_ENTRIES);
  }

  /** @param maxEntries entries of one sitemap */
  SitemapPage(Site site, Catalog catalog, ComputeLane lane, int maxEntries) {
    this.site = site;
    this.catalog = catalog;
    this.lane = lane;
    this.maxEntries = maxEntries;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    ComputeTurns turns = lane.turns(exchange::isAbandoned);
    BucketTotals totals = turns.run(catalog::totals);
    long entries = FIXED_PAGES + totals.projects() + PAGES_OF_ASSET * totals.assets();
    long pages = Math.ceilDiv(entries, maxEntries);
    String page = exchange.queryParameter("page");
    PageRenderer.setHeaders(exchange);
    if (page == null && pages > 1) {
      exchange.stream(Sitemap.CONTENT_TYPE, out -> writeIndex(out, pages));
      return;
    }
    long first = page == null ? 0 : (number(page, pages) - 1) * maxEntries;
    exchange.stream(
        Sitemap.CONTENT_TYPE,
        out -> Sitemap.write(out, sitemap -> new Part(sitemap, turns, first).write(totals)));
  }

  private static long number(String page, long pages) {
    if (page.matches("[1-9][0-9]{0,8}") && Long.parseLong(page) <= pages) {
      return Long.parseLong(page);
    }
    throw GypsumException.notFound(
        "there is no sitemap of this number: expected 1 to " + pages);
  }

  private void writeIndex(OutputStream out, long pages) throws IOException {
    PageUrls urls = site.urls();
    String address = urls.absolute(urls.path("sitemap.xml"));
    Sitemap.writeIndex(
        out,
        LongStream.rangeClosed(1, pages)
            .mapToObj(number -> PageUrls.query(address, "page", String.valueOf(number)))
            .toList());
  }

  /**
   * The entries from one position to another: first the fixed pages, then projects, then assets. A page that does not exist has a
   * position too, so that positions are known without reading all rows.
   */
  private final class Part {
    private final Sitemap sitemap;
    private final ComputeTurns turns;
    private final long first;
    private final long end;

    Part(Sitemap sitemap, ComputeTurns turns, long first) {
      this.sitemap = sitemap;
      this.turns = turns;
      this.first = first;
      this.end = first + maxEntries;
    }

    void write(BucketTotals totals) throws IOException {
      add(0, site.urls().home(), null);
      add(1, site.urls().path("catalog"), null);
      writeProjects(FIXED_PAGES, totals.projects());
      writeAssets(FIXED_PAGES + totals.projects(), totals.assets());
    }

    private void writeProjects(long start, long count) throws IOException {
      long i = Math.max(0, first - start);
      while (i < count && start + i < end) {
        int offset = Math.toIntExact(i);
        List<ProjectRow> rows = turns.run(() -> catalog.projects(offset, Catalog.MAX_ROWS));
        if (rows.isEmpty()) {
          return;
        }
        for (ProjectRow row : rows) {
          add(start + i, site.urls().project(row.name()), row.changed());
          i++;
        }
      }
    }

    private void writeAssets(long start, long count) throws IOException {
      long i = Math.max(0, first - start) / PAGES_OF_ASSET;
      while (i < count && start + PAGES_OF_ASSET * i < end) {
        int offset = Math.toIntExact(i);
        List<AssetRow> rows =
            turns.run(() -> catalog.assets(AssetQuery.ALL, offset, Catalog.MAX_ROWS));
        if (rows.isEmpty()) {
          return;
        }
        for (AssetRow row : rows) {
          long position = start + PAGES_OF_ASSET * i;
          add(position, site.urls().asset(row.asset()), row.changed());
          VersionName latest = row.latest();
          if (latest != null) {
            add(position + 1, site.urls().version(row.asset().version(latest)), row.changed());
          }
          i++;
        }
      }
    }

    private void add(long position, String path, @Nullable Instant changed) throws IOException {
      if (position >= first && position < end) {
        sitemap.add(site.urls().absolute(path), changed);
      }
    }
  }
}
