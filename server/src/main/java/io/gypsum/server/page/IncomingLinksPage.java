package io.gypsum.server.page;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.Printable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.catalog.IncomingLinkSummary;
import io.gypsum.server.catalog.IncomingLinkSummary.LinkingVersion;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.page.template.JteincominglinksGenerated;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /linked-from/{project}/{asset}/{version}?page=}: the versions whose files are links to files of a version. The version
 * {@code latest} is the latest one.
 */
public final class IncomingLinksPage implements Handler {
  static final int PAGE_SIZE = 100;

  private final Site site;
  private final PageSources sources;

  IncomingLinksPage(Site site, PageSources sources) {
    this.site = site;
    this.sources = sources;
  }

  /**
   * The content of the page.
   *
   * @param links null while the catalogue cannot answer
   */
  public record IncomingLinksView(
      AssetVersion version, @Nullable LinkList links, DataState state) {}

  /** The links on this page. */
  public record LinkList(
      IncomingLinkSummary summary, List<LinkingVersion> versions, Pager pager) {
    public LinkList {
      versions = List.copyOf(versions);
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    int number = Pager.requested(exchange);
    IncomingLinksView view = sources.turns(exchange).run(() -> read(exchange, number));
    PageUrls urls = site.urls();
    AssetVersion version = view.version();
    Page page =
        Page.of(site, exchange, Printable.line("Versions that link to " + version))
            .withCrumbs(Crumbs.ofIncomingLinks(urls, version));
    PageRenderer.send(
        exchange, out -> JteincominglinksGenerated.render(out, null, page, view));
  }

  private IncomingLinksView read(Exchange exchange, int number) {
    AssetVersion requested =
        new UnknownNames(site.urls(), sources).find(exchange, "version").version();
    AssetVersion version = VersionOverview.read(site.urls(), sources, requested).version();
    return sources.answers()
        .read(
            state -> new IncomingLinksView(version, links(version, number), state),
            state -> new IncomingLinksView(version, null, state));
  }

  private LinkList links(AssetVersion version, int number) {
    Catalog catalog = sources.catalog();
    IncomingLinkSummary summary = catalog.linksTo(version);
    ListRange range = ListRange.of(number, summary.versionCount(), PAGE_SIZE);
    return new LinkList(
        summary, catalog.linksTo(version, range.offset(), range.size()),
        range.pager(site.urls().incomingLinks(version)));
  }
}
