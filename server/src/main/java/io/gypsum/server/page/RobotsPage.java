package io.gypsum.server.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;

/** {@code GET /robots.txt}: keeps crawlers away from everything but pages, and names the sitemap. */
final class RobotsPage implements Handler {
  /** Files, archives and the API, of which crawlers would read the whole bucket; pages of which there is no end. */
  private static final List<String> EXCLUDED =
      List.of(
          "archive/", "bundle", "compare/", "credentials/", "data/", "file/", "find", "index/",
          "list",
          "metrics", "search", "upload/");

  private final Site site;

  RobotsPage(Site site) {
    this.site = site;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    PageUrls urls = site.urls();
    StringBuilder text = new StringBuilder("User-agent: *\n");
    for (String path : EXCLUDED) {
      text.append("Disallow: ").append(urls.publicPath()).append('/').append(path).append('\n');
    }
    text.append("\nSitemap: ").append(urls.absolute(urls.path("sitemap.xml"))).append('\n');
    PageRenderer.setHeaders(exchange);
    exchange.sendBytes(
        200, "text/plain; charset=utf-8", text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
