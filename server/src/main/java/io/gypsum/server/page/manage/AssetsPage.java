package io.gypsum.server.page.manage;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.Printable;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.catalog.AssetRow;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.catalog.ProjectRow;
import io.gypsum.server.catalog.VersionRow;
import io.gypsum.server.file.RequestedVersion;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.page.ListRange;
import io.gypsum.server.page.Notice;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.Page.Crumb;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.Pager;
import io.gypsum.server.page.template.JtemanageassetGenerated;
import io.gypsum.server.page.template.JtemanageassetsGenerated;
import org.jspecify.annotations.Nullable;

/** The assets of a project and the versions of an asset, from which administrators choose what they recompute or remove. */
public final class AssetsPage {
  private static final int ROWS = 100;

  private final Management management;

  public AssetsPage(Management management) {
    this.management = management;
  }

  /** @param notice a change that was just made; null for none */
  public record AssetsView(
      ProjectName project, List<AssetRow> assets, Pager pager, @Nullable Notice notice) {
    public AssetsView {
      assets = List.copyOf(assets);
    }
  }

  /**
   * The content of the page of an asset.
   *
   * @param row null if the asset has no finished versions
   * @param notice a change that was just made; null for none
   */
  public record AssetView(
      ProjectAsset asset, @Nullable AssetRow row, List<VersionRow> versions, Pager pager,
      @Nullable Notice notice) {
    public AssetView {
      versions = List.copyOf(versions);
    }
  }

  /** {@code GET /manage/{project}/assets}. */
  public void assets(Exchange exchange) throws IOException {
    ProjectName project = Management.project(exchange);
    int number = Pager.requested(exchange);
    Catalog catalog = management.sources().catalog();
    AssetsView view = management.sources().turns(exchange).run(() -> {
      // Checks that the project exists.
      var _ = management.permissions(exchange, project);
      long count = catalog.project(project).map(ProjectRow::assets).orElse(0L);
      ListRange range = ListRange.of(number, count, ROWS);
      return new AssetsView(
          project, catalog.assets(project, range.offset(), range.size()),
          range.pager(management.url(project, "assets")), Notice.of(exchange));
    });
    Page page =
        management.page(
            exchange, project, "Assets",
            new Crumb("Assets", management.url(project, "assets")));
    PageRenderer.send(exchange, out -> JtemanageassetsGenerated.render(out, null, page, view));
  }

  /** {@code GET /manage/{project}/assets/{asset}}. */
  public void versions(Exchange exchange) throws IOException {
    ProjectAsset asset = RequestedVersion.asset(exchange);
    int number = Pager.requested(exchange);
    Catalog catalog = management.sources().catalog();
    String url = management.url(asset.project(), "assets", asset.asset().value());
    AssetView view = management.sources().turns(exchange).run(() -> {
      var _ = management.permissions(exchange, asset.project());
      AssetRow row = catalog.asset(asset).orElse(null);
      ListRange range = ListRange.of(number, row == null ? 0 : row.versions(), ROWS);
      return new AssetView(
          asset, row, catalog.versions(asset, range.offset(), range.size()),
          range.pager(url), Notice.of(exchange));
    });
    Page page =
        management.page(
            exchange, asset.project(), Printable.line(asset.asset().value()),
            new Crumb("Assets", management.url(asset.project(), "assets")),
            new Crumb(asset.asset().value(), url));
    PageRenderer.send(exchange, out -> JtemanageassetGenerated.render(out, null, page, view));
  }
}
