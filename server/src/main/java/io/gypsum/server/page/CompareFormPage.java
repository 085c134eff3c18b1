package io.gypsum.server.page;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.Printable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.VersionName;
import io.gypsum.server.file.RequestedVersion;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.http.QueryParameters;
import io.gypsum.server.page.template.JtecompareformGenerated;

/**
 * {@code GET /compare/{project}/{asset}?from=&to=}: a form to choose two versions of an asset. With both versions, the response
 * is a redirect to their comparison.
 */
public final class CompareFormPage implements Handler {
  /** Maximum number of versions that the form proposes; others can be typed. */
  public static final int MAX_PROPOSED = 200;

  private final Site site;
  private final PageSources sources;

  CompareFormPage(Site site, PageSources sources) {
    this.site = site;
    this.sources = sources;
  }

  /**
   * The content of the page.
   *
   * @param versions proposed versions, newest first
   */
  public record CompareFormView(
      ProjectAsset asset, String action, String from, String to, List<String> versions) {
    public CompareFormView {
      versions = List.copyOf(versions);
    }

    /** Returns a proposed version. */
    public AssetVersion version(String name) {
      return asset.version(new VersionName(name));
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    ProjectAsset asset = RequestedVersion.asset(exchange);
    String from = QueryParameters.text(exchange, "from");
    String to = QueryParameters.text(exchange, "to");
    PageUrls urls = site.urls();
    if (!from.isEmpty() && !to.isEmpty()) {
      exchange.setHeader(
          "Location",
          urls.compare(asset, new VersionName(from).value(), new VersionName(to).value()));
      exchange.sendEmpty(303);
      return;
    }
    CompareFormView view = view(exchange, asset, from, to);
    Page page =
        Page.of(site, exchange, Printable.line("Compare versions of " + asset))
            .withCrumbs(Crumbs.ofComparison(urls, asset));
    PageRenderer.send(exchange, out -> JtecompareformGenerated.render(out, null, page, view));
  }

  private CompareFormView view(
      Exchange exchange, ProjectAsset asset, String from, String to) {
    List<AssetVersion> versions =
        sources.turns(exchange).run(() -> {
          List<AssetVersion> newest = sources.newestVersions(asset, MAX_PROPOSED);
          if (newest.isEmpty()) {
            throw new UnknownNames(site.urls(), sources).asset(asset);
          }
          return newest;
        });
    List<String> names = versions.stream().map(each -> each.version().value()).toList();
    return new CompareFormView(
        asset, site.urls().compare(asset),
        from.isEmpty() && names.size() > 1 ? names.get(1) : from,
        to.isEmpty() ? names.get(0) : to, names);
  }
}
