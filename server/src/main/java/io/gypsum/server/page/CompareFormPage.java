package io.gypsum.server.page;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.VersionName;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.http.QueryParameters;
import io.gypsum.server.page.template.JtecompareformGenerated;
import io.gypsum.store.bucket.BucketNames;

/**
 * {@code GET /compare/{project}/{asset}?from=&to=}: a form to choose two versions of an asset. With both versions, the response
 * is a redirect to their comparison.
 */
public final class CompareFormPage implements Handler {
  /** How many versions the form proposes; others can be typed. */
  static final int MAX_PROPOSED = 200;

  private final Site site;
  private final PageSources sources;

  CompareFormPage(Site site, PageSources sources) {
    this.site = site;
    this.sources = sources;
  }

  /**
   * What the page shows.
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
      return new AssetVersion(asset.project(), asset.asset(), new VersionName(name));
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    ProjectAsset asset = ComparePage.asset(exchange);
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
        Page.of(site, "Compare versions of " + asset)
            .withCrumbs(
                List.of(
                    new Page.Crumb(asset.project().value(), urls.project(asset.project())),
                    new Page.Crumb(asset.asset().value(), urls.asset(asset)),
                    new Page.Crumb("Compare", urls.compare(asset))));
    PageRenderer.send(exchange, out -> JtecompareformGenerated.render(out, null, page, view));
  }

  private CompareFormView view(
      Exchange exchange, ProjectAsset asset, String from, String to) {
    List<VersionName> versions = newestVersions(exchange, asset);
    if (versions.isEmpty()) {
      throw GypsumException.notFound("'" + asset + "' does not exist or has no versions");
    }
    List<String> names = versions.stream().map(VersionName::value).toList();
    return new CompareFormView(
        asset, site.urls().compare(asset),
        from.isEmpty() && names.size() > 1 ? names.get(1) : from,
        to.isEmpty() ? names.get(0) : to, names);
  }

  /** While the catalogue is being created, versions are listed by name, unfinished ones included. */
  private List<VersionName> newestVersions(Exchange exchange, ProjectAsset asset) {
    try {
      return sources.catalog()
          .versions(asset, 0, MAX_PROPOSED)
          .stream()
          .map(row -> row.version().version())
          .toList();
    } catch (GypsumException e) {
      List<AssetVersion> listed =
          sources.lanes()
              .reads()
              .turns(exchange::isAbandoned)
              .run(() -> new BucketNames(sources.bucket().store()).versions(asset));
      return listed.reversed()
          .stream()
          .map(AssetVersion::version)
          .limit(MAX_PROPOSED)
          .toList();
    }
  }
}
