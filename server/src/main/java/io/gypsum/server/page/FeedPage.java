package io.gypsum.server.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.gypsum.core.name.ProjectName;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.catalog.VersionRow;
import io.gypsum.server.format.Numbers;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.page.feed.AtomFeed;
import org.jspecify.annotations.Nullable;

/** {@code GET /feed} and {@code GET /feed/{project}}: the versions that were published last, as an Atom feed. */
final class FeedPage implements Handler {
  private static final int MAX_ENTRIES = 50;

  private final Site site;
  private final PageSources sources;
  private final Catalog catalog;

  FeedPage(Site site, PageSources sources) {
    this.site = site;
    this.sources = sources;
    this.catalog = sources.catalog();
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    String name = exchange.pathParameterOrNull("project");
    ProjectName project = name == null ? null : new ProjectName(name);
    AtomFeed feed =
        sources.turns(exchange).run(() -> project == null ? all() : of(project));
    ByteArrayOutputStream xml = new ByteArrayOutputStream();
    feed.writeTo(xml);
    PageRenderer.setHeaders(exchange);
    exchange.setHeader("Access-Control-Allow-Origin", "*");
    exchange.sendBytes(200, AtomFeed.CONTENT_TYPE, xml.toByteArray());
  }

  private AtomFeed all() {
    return feed(null, site.title(), site.urls().home(), catalog.latestChanges(MAX_ENTRIES));
  }

  private AtomFeed of(ProjectName project) {
    if (catalog.project(project).isEmpty()) {
      throw new UnknownNames(site.urls(), sources).project(project);
    }
    return feed(
        project, project + " – " + site.title(), site.urls().project(project),
        catalog.latestChanges(project, MAX_ENTRIES));
  }

  private AtomFeed feed(
      @Nullable ProjectName project, String title, String page, List<VersionRow> rows) {
    PageUrls urls = site.urls();
    return new AtomFeed(
        title, site.title(),
        new AtomFeed.Addresses(
            urls.absolute(project == null ? urls.feed() : urls.feed(project)),
            urls.absolute(page)),
        rows.stream().flatMap(row -> Stream.ofNullable(entry(row))).toList());
  }

  /** Returns null for a version whose time is unknown. */
  private AtomFeed.@Nullable Entry entry(VersionRow row) {
    Instant finish = row.finish();
    if (finish == null) {
      return null;
    }
    String summary =
        (row.user().isEmpty() ? "Version " : row.user() + " uploaded version ")
            + row.version().version() + " of " + row.version().projectAsset() + ": "
            + Numbers.count(row.content().files(), "file") + ", "
            + Numbers.size(row.content().bytes()) + ".";
    PageUrls urls = site.urls();
    return new AtomFeed.Entry(
        row.version(), row.user(), finish, urls.absolute(urls.version(row.version())), summary);
  }
}
