package io.gypsum.server.page;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.VersionName;
import io.gypsum.server.catalog.AssetRow;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.catalog.VersionRow;
import io.gypsum.server.file.RequestedVersion;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.page.Page.Head;
import io.gypsum.server.page.plot.Figure;
import io.gypsum.server.page.plot.VersionSizesPlot;
import io.gypsum.server.page.plot.VersionSizesPlot.VersionSize;
import io.gypsum.server.page.template.JteassetGenerated;
import org.jspecify.annotations.Nullable;

/** {@code GET /browse/{project}/{asset}}: the versions of an asset, newest first, and the description in the latest one. */
public final class AssetPage implements Handler {
  private static final int VERSIONS = 100;

  private final Site site;
  private final PageSources sources;
  private final DescriptionReader descriptions;

  AssetPage(Site site, PageSources sources) {
    this.site = site;
    this.sources = sources;
    this.descriptions = new DescriptionReader(site.urls(), sources);
  }

  /**
   * The content of the page of an asset.
   *
   * @param row null if only names are known
   * @param latest null if there is no latest version
   * @param sizes null if there are fewer than two versions, or only names are known
   */
  public record AssetView(
      ProjectAsset asset, @Nullable AssetRow row, VersionList versions,
      @Nullable LatestVersion latest, @Nullable Figure sizes, DataState state) {
    /** Returns the title in the metadata of the latest version, or else the name. */
    public String title() {
      String title = latest == null ? null : latest.description().title();
      return title == null ? Printable.line(asset.asset().value()) : title;
    }
  }

  /** The versions on this page. */
  public record VersionList(List<VersionItem> items, Pager pager) {
    public VersionList {
      items = List.copyOf(items);
    }
  }

  /**
   * A version in the list.
   *
   * @param row null if only the name is known
   * @param before the published version before it; null if there is none or it is on the next page
   */
  public record VersionItem(
      AssetVersion version, @Nullable VersionRow row, boolean isLatest,
      @Nullable VersionName before) {}

  /** @param citation null if the version is not published */
  public record LatestVersion(
      AssetVersion version, VersionDescription description, @Nullable CitationTexts citation) {}

  @Override
  public void handle(Exchange exchange) throws IOException {
    ProjectAsset asset = RequestedVersion.asset(exchange);
    int number = Pager.requested(exchange);
    AssetView view =
        sources.turns(exchange)
            .run(
                () -> sources.answers()
                    .read(
                        state -> complete(asset, number, state),
                        state -> names(asset, number, state)));
    PageUrls urls = site.urls();
    String name = Printable.line(asset.toString());
    LatestVersion latest = view.latest();
    CitationTexts citation = latest == null ? null : latest.citation();
    Page page =
        Page.of(
            site, exchange,
            view.title().equals(Printable.line(asset.asset().value()))
                ? name
                : view.title() + " – " + name)
            .withCrumbs(Crumbs.of(urls, asset))
            .withJson(PageUrls.query(urls.path("list"), "prefix", asset + "/"))
            .withCommands(ResourceCommands.ofAsset(urls, asset))
            .withHead(
                new Head(
                    "Asset " + name + ": its versions, description and citation.",
                    urls.absolute(urls.asset(asset)), urls.feed(asset.project()),
                    citation == null ? null : citation.jsonLd()));
    PageRenderer.send(exchange, out -> JteassetGenerated.render(out, null, page, view));
  }

  private AssetView complete(ProjectAsset asset, int number, DataState state) {
    Catalog catalog = sources.catalog();
    AssetRow row = catalog.asset(asset).orElse(null);
    if (row == null) {
      // The catalogue may be older than the asset.
      return names(asset, number, state);
    }
    ListRange range = ListRange.of(number, row.versions(), VERSIONS);
    // One more, with which the last one is compared.
    List<VersionRow> rows = catalog.versions(asset, range.offset(), range.size() + 1);
    List<VersionItem> items = new ArrayList<>();
    for (int i = 0; i < Math.min(range.size(), rows.size()); i++) {
      VersionRow version = rows.get(i);
      items.add(
          new VersionItem(
              version.version(), version, version.version().version().equals(row.latest()),
              published(rows.subList(i + 1, rows.size()))));
    }
    return new AssetView(
        asset, row, new VersionList(items, range.pager(site.urls().asset(asset))),
        latest(asset, row.latest()), range.number() == 1 ? sizes(asset, row) : null, state);
  }

  private static @Nullable VersionName published(List<VersionRow> older) {
    return older.stream()
        .filter(row -> !row.onProbation())
        .map(row -> row.version().version())
        .findFirst()
        .orElse(null);
  }

  private @Nullable Figure sizes(ProjectAsset asset, AssetRow row) {
    if (row.versions() < 2) {
      return null;
    }
    List<VersionSize> sizes = new ArrayList<>();
    for (VersionRow version : sources.catalog().versions(asset, 0, Catalog.MAX_ROWS)) {
      Instant finish = version.finish();
      if (finish != null) {
        sizes.add(
            new VersionSize(
                version.version().version().value(), site.urls().version(version.version()),
                finish, version.content().bytes()));
      }
    }
    if (sizes.size() < 2) {
      return null;
    }
    // The number of sizes does not show whether all versions were read: a version whose time is unknown has none.
    return row.versions() > Catalog.MAX_ROWS
        ? VersionSizesPlot.of(sizes, row.versions())
        : VersionSizesPlot.of(sizes);
  }

  private AssetView names(ProjectAsset asset, int number, DataState state) {
    List<AssetVersion> all = sources.names().versions(asset).reversed();
    if (all.isEmpty()) {
      throw new UnknownNames(site.urls(), sources).asset(asset);
    }
    VersionName latest = sources.bucket().latest(asset).map(Latest::version).orElse(null);
    ListRange range = ListRange.of(number, all.size(), VERSIONS);
    List<VersionItem> items =
        range.of(all)
            .stream()
            .map(
                version -> new VersionItem(
                    version, null, version.version().equals(latest), null))
            .toList();
    return new AssetView(
        asset, null, new VersionList(items, range.pager(site.urls().asset(asset))),
        latest(asset, latest), null, state);
  }

  /** Returns null if there is none, or it was deleted or is corrupt. */
  private @Nullable LatestVersion latest(ProjectAsset asset, @Nullable VersionName name) {
    if (name == null) {
      return null;
    }
    AssetVersion version = asset.version(name);
    try {
      Optional<Summary> summary = sources.bucket().summary(version).filter(Summary::isFinished);
      return summary.isEmpty() ? null : latest(version, summary.get());
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.CORRUPT) {
        throw e;
      }
      return new LatestVersion(version, VersionDescription.NONE, null);
    }
  }

  private LatestVersion latest(AssetVersion version, Summary summary) {
    VersionDescription description = descriptions.read(version, sources.trees().tree(version));
    Instant finish = summary.uploadFinish();
    CitationTexts citation =
        finish == null || !summary.isPublished()
            ? null
            : CitationTexts.of(
                site, version, summary.uploadUserId(), finish, description.dataset(),
                sources.clock().instant());
    return new LatestVersion(version, description, citation);
  }
}
