package io.gypsum.server.page.feed;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

import io.gypsum.core.Timestamps;
import org.jspecify.annotations.Nullable;

/** A list of pages for search engines, in the format of sitemaps.org. Entries are written while they are added. */
public final class Sitemap {
  /** Maximum number of entries of one sitemap. */
  public static final int MAX_ENTRIES = 50_000;
  public static final String CONTENT_TYPE = "application/xml; charset=utf-8";
  /** Longer addresses are not allowed, and left out. */
  private static final int MAX_URL_CHARS = 2_047;
  private static final String NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9";

  private final XmlOutput out;

  /** Adds the entries of a sitemap. */
  @FunctionalInterface
  public interface Entries {
    void addTo(Sitemap sitemap) throws IOException;
  }

  private Sitemap(XmlOutput out) {
    this.out = out;
  }

  /** Writes a sitemap with at most {@link #MAX_ENTRIES} pages. */
  public static void write(OutputStream to, Entries pages) throws IOException {
    XmlOutput.write(to, "urlset", NAMESPACE, out -> pages.addTo(new Sitemap(out)));
  }

  /** Writes an index of sitemaps. */
  public static void writeIndex(OutputStream to, Iterable<String> sitemapUrls) throws IOException {
    XmlOutput.write(to, "sitemapindex", NAMESPACE, out -> {
      for (String url : sitemapUrls) {
        out.start("sitemap");
        out.element("loc", url);
        out.end();
      }
    });
  }

  /**
   * Adds a page.
   *
   * @param url full URL
   * @param changed when its content changed; null if unknown
   */
  public void add(String url, @Nullable Instant changed) throws IOException {
    if (url.length() > MAX_URL_CHARS) {
      return;
    }
    out.start("url");
    out.element("loc", url);
    if (changed != null) {
      out.element("lastmod", Timestamps.format(changed));
    }
    out.end();
  }
}
