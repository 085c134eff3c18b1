package io.gypsum.server.page;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
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
   * @param versionCount the number of all versions
   */
  public record CompareFormView(
      ProjectAsset asset, String action, String from, String to, List<String> versions,
      int versionCount) {
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
    List<AssetVersion> versions =
        new ArrayList<>(
            sources.lanes()
                .reads()
                .turns(exchange::isAbandoned)
                .run(() -> new BucketNames(sources.bucket().store()).versions(asset)));
    if (versions.isEmpty()) {
      throw GypsumException.notFound("'" + asset + "' does not exist or has no versions");
    }
    Collections.reverse(versions);
    List<String> names =
        versions.stream().map(version -> version.version().value()).limit(MAX_PROPOSED).toList();
    return new CompareFormView(
        asset, site.urls().compare(asset), from.isEmpty() && names.size() > 1 ? names.get(1) : from,
        to.isEmpty() ? names.get(0) : to, names, versions.size());
  }
}
