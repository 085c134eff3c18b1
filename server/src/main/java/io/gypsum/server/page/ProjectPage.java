package io.gypsum.server.page;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Usage;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.catalog.AssetRow;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.catalog.ProjectRow;
import io.gypsum.server.catalog.UploadMonth;
import io.gypsum.server.catalog.VersionRow;
import io.gypsum.server.format.Numbers;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.page.Page.Head;
import io.gypsum.server.page.plot.AssetSizesPlot;
import io.gypsum.server.page.plot.AssetSizesPlot.AssetSize;
import io.gypsum.server.page.plot.Figure;
import io.gypsum.server.page.plot.UploadsPlot;
import io.gypsum.server.page.plot.UsagePlot;
import io.gypsum.server.page.template.JteprojectGenerated;
import io.gypsum.store.bucket.StoredDocument;
import org.jspecify.annotations.Nullable;

/** {@code GET /browse/{project}}: the assets of a project, its people, quota and usage, and its latest changes. */
public final class ProjectPage implements Handler {
  private static final int ASSETS = 100;
  private static final int CHANGES = 10;
  private static final int PROBATIONAL = 20;

  private final Site site;
  private final PageSources sources;

  ProjectPage(Site site, PageSources sources) {
    this.site = site;
    this.sources = sources;
  }

  /**
   * The content of the page of a project.
   *
   * @param row null if only names are known
   * @param quota null if it is unknown
   */
  public record ProjectView(
      ProjectName project, @Nullable ProjectRow row, AssetList assets, ProjectPeople people,
      @Nullable QuotaUse quota, ProjectHistory history, DataState state) {}

  /** The assets on this page. */
  public record AssetList(List<AssetItem> items, Pager pager) {
    public AssetList {
      items = List.copyOf(items);
    }
  }

  /** @param row null if only the name is known */
  public record AssetItem(ProjectAsset asset, @Nullable AssetRow row) {}

  /** What happened in a project; the changes are those of the newest published versions. */
  public record ProjectHistory(
      List<VersionRow> changes, List<VersionRow> probational, List<Figure> plots) {
    static final ProjectHistory UNKNOWN = new ProjectHistory(List.of(), List.of(), List.of());

    public ProjectHistory {
      changes = List.copyOf(changes);
      probational = List.copyOf(probational);
      plots = List.copyOf(plots);
    }
  }

  /**
   * The usage of a project and its limit.
   *
   * @param limitBytes this year's limit, at least 0
   * @param growthBytes what is added to it every year
   */
  public record QuotaUse(long usageBytes, long limitBytes, long growthBytes) {
    public static QuotaUse of(Quota quota, long usageBytes, int thisYear) {
      return new QuotaUse(
          usageBytes, clamped(quota.limitBytes(thisYear)),
          clamped(quota.growthBytesPerYear().toBigInteger()));
    }

    private static long clamped(BigInteger bytes) {
      return bytes.max(BigInteger.ZERO).min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
    }

    /** Returns the used part of the limit as text. */
    public String percentText() {
      return Numbers.share(usageBytes, (double) limitBytes);
    }

    /** Returns the used part of the limit, from 0 to 100, for a bar. */
    public int percent() {
      return limitBytes == 0
          ? (usageBytes > 0 ? 100 : 0)
          : (int) Math.min(100, Math.round(100.0 * usageBytes / limitBytes));
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    ProjectName project = new ProjectName(exchange.pathParameter("project"));
    int number = Pager.requested(exchange);
    ProjectView view =
        sources.turns(exchange)
            .run(
                () -> sources.answers()
                    .read(
                        state -> complete(project, number, state),
                        state -> names(project, number, state)));
    PageUrls urls = site.urls();
    String name = Printable.line(project.value());
    Page page =
        Page.of(site, exchange, name)
            .withCrumbs(Crumbs.of(urls, project))
            .withJson(PageUrls.query(urls.path("list"), "prefix", project + "/"))
            .withCommands(ResourceCommands.ofProject(urls, project))
            .withHead(
                new Head(
                    "Project " + name + ": its assets, owners and latest changes.",
                    urls.absolute(urls.project(project)), urls.feed(project), null));
    boolean isManager =
        new ProjectManagers(sources.bucket()).include(exchange, project);
    PageRenderer.send(
        exchange, out -> JteprojectGenerated.render(out, null, page, view, isManager));
  }

  private ProjectView complete(ProjectName project, int number, DataState state) {
    Catalog catalog = sources.catalog();
    ProjectRow row = catalog.project(project).orElse(null);
    if (row == null) {
      // The catalogue may be older than the project.
      return names(project, number, state);
    }
    ListRange range = ListRange.of(number, row.assets(), ASSETS);
    List<AssetItem> assets =
        catalog.assets(project, range.offset(), range.size())
            .stream()
            .map(asset -> new AssetItem(asset.asset(), asset))
            .toList();
    return new ProjectView(
        project, row, new AssetList(assets, range.pager(site.urls().project(project))),
        people(project), quota(row.documents().quota(), row.documents().usageBytes()),
        history(row), state);
  }

  private ProjectHistory history(ProjectRow row) {
    Catalog catalog = sources.catalog();
    ProjectName project = row.name();
    Instant now = sources.clock().instant();
    List<Figure> plots = new ArrayList<>();
    Quota quota = row.documents().quota();
    Long usage = row.documents().usageBytes();
    List<UploadMonth> uploads = catalog.uploads(project);
    if (quota != null && usage != null) {
      plots.add(
          UsagePlot.of(new UsagePlot.Data(quota, usage, uploads, now)));
    }
    if (row.assets() > 1 && row.assets() <= Catalog.MAX_ROWS) {
      List<AssetSize> sizes =
          catalog.assets(project, 0, Catalog.MAX_ROWS)
              .stream()
              .map(
                  asset -> new AssetSize(
                      asset.asset().asset().value(), site.urls().asset(asset.asset()),
                      asset.content().ownBytes()))
              .toList();
      plots.add(AssetSizesPlot.of(AssetSizesPlot.Data.of(sizes)));
    }
    if (row.versions() > 1) {
      plots.add(UploadsPlot.of(uploads, YearMonth.from(now.atOffset(ZoneOffset.UTC))));
    }
    return new ProjectHistory(
        catalog.latestChanges(project, CHANGES), catalog.probational(project, PROBATIONAL), plots);
  }

  private ProjectView names(ProjectName project, int number, DataState state) {
    List<ProjectAsset> all = sources.names().assets(project);
    if (all.isEmpty()
        && sources.bucket().store().head(BucketLayout.permissions(project)).isEmpty()) {
      throw new UnknownNames(site.urls(), sources).project(project);
    }
    ListRange range = ListRange.of(number, all.size(), ASSETS);
    List<AssetItem> assets =
        range.of(all).stream().map(asset -> new AssetItem(asset, null)).toList();
    return new ProjectView(
        project, null, new AssetList(assets, range.pager(site.urls().project(project))),
        people(project), storedQuota(project), ProjectHistory.UNKNOWN, state);
  }

  private ProjectPeople people(ProjectName project) {
    Permissions permissions;
    try {
      permissions =
          sources.bucket()
              .permissions(project)
              .map(StoredDocument::document)
              .orElse(Permissions.NONE);
    } catch (GypsumException e) {
      return ProjectPeople.unreadable(e.reason());
    }
    return ProjectPeople.of(permissions, sources.clock().instant());
  }

  private @Nullable QuotaUse storedQuota(ProjectName project) {
    Quota quota =
        sources.bucket().tryRead(BucketLayout.quota(project), Quota::read).document();
    Usage usage =
        sources.bucket().tryRead(BucketLayout.usage(project), Usage::read).document();
    return quota(quota, usage == null ? null : usage.totalBytes());
  }

  private @Nullable QuotaUse quota(@Nullable Quota quota, @Nullable Long usageBytes) {
    return quota == null || usageBytes == null
        ? null
        : QuotaUse.of(quota, usageBytes, sources.thisYear());
  }
}
