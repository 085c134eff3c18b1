package io.gypsum.server.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;

/**
 * {@code GET /robots.txt}: keeps crawlers away from everything but pages, and names the sitemap. Wget, which people use to download
 * a folder ({@code wget -r}), may also read files.
 */
final class RobotsPage implements Handler {
  private static final String FILES = "data/";
  /**
   * Files, archives and the API, through which crawlers would read the whole bucket; and pages with an unlimited number
   * of addresses.
   */
  private static final List<String> EXCLUDED =
      List.of(
          "archive/", "bundle", "checksums/", "compare/", "credentials/", FILES, "file/", "find",
          "index/", "links/", "list", "metrics", "search", "upload/");

  private final Site site;

  RobotsPage(Site site) {
    this.site = site;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    PageUrls urls = site.urls();
    String text =
        rules("*", EXCLUDED.stream())
            + rules("Wget", EXCLUDED.stream().filter(path -> !path.equals(FILES)))
            + "Sitemap: " + urls.absolute(urls.path("sitemap.xml")) + "\n";
    PageRenderer.setHeaders(exchange);
    exchange.sendBytes(200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  private String rules(String agent, Stream<String> excluded) {
    String prefix = "Disallow: " + site.urls().publicPath() + "/";
    return excluded.map(path -> prefix + path + "\n")
        .collect(Collectors.joining("", "User-agent: " + agent + "\n", "\n"));
  }
}
