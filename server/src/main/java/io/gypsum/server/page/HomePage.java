package io.gypsum.server.page;

import java.io.IOException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.catalog.BucketTotals;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.catalog.ProjectRow;
import io.gypsum.server.catalog.VersionRow;
import io.gypsum.server.http.ErrorRenderer;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.page.Page.Head;
import io.gypsum.server.page.plot.Figure;
import io.gypsum.server.page.plot.UploadsPlot;
import io.gypsum.server.page.template.JtehomeGenerated;
import org.jspecify.annotations.Nullable;

/** {@code GET /}: what this server is, its projects, its totals and its latest changes. */
public final class HomePage implements Handler {
  private static final int PROJECTS = 50;
  private static final int CHANGES = 8;

  private final Site site;
  private final PageSources sources;

  HomePage(Site site, PageSources sources) {
    this.site = site;
    this.sources = sources;
  }

  /**
   * The content of the home page.
   *
   * @param totals null if only names are known
   * @param changes the latest versions; empty on other pages than the first
   * @param uploads null if only names are known
   */
  public record HomeView(
      @Nullable BucketTotals totals, List<ProjectItem> projects, Pager pager,
      List<VersionRow> changes, @Nullable Figure uploads, DataState state) {
    public HomeView {
      projects = List.copyOf(projects);
      changes = List.copyOf(changes);
    }
  }

  /** @param row null if only the name is known */
  public record ProjectItem(ProjectName project, @Nullable ProjectRow row) {}

  @Override
  public void handle(Exchange exchange) throws IOException {
    if (ErrorRenderer.wantsJson(exchange)) {
      throw GypsumException.notFound(
          "the home page has no JSON form; '/openapi.json' describes the API");
    }
    int number = Pager.requested(exchange);
    HomeView view =
        sources.turns(exchange)
            .run(
                () -> sources.answers()
                    .read(state -> complete(number, state), state -> names(number, state)));
    PageUrls urls = site.urls();
    Page page =
        Page.of(site, exchange, "Home")
            .withJson(urls.path("list"))
            .withCommands(ResourceCommands.ofServer(urls))
            .withHead(
                new Head(
                    "Projects and assets of " + site.title() + ": search, browse and download.",
                    urls.absolute(urls.home()), urls.feed(), null));
    PageRenderer.send(exchange, out -> JtehomeGenerated.render(out, null, page, view));
  }

  private HomeView complete(int number, DataState state) {
    Catalog catalog = sources.catalog();
    BucketTotals totals = catalog.totals();
    ListRange range = ListRange.of(number, totals.projects(), PROJECTS);
    List<ProjectItem> projects =
        catalog.projects(range.offset(), range.size())
            .stream()
            .map(row -> new ProjectItem(row.name(), row))
            .toList();
    YearMonth now = YearMonth.from(sources.clock().instant().atOffset(ZoneOffset.UTC));
    boolean isFirst = range.number() == 1;
    return new HomeView(
        totals, projects, range.pager(site.urls().home()),
        isFirst ? catalog.latestChanges(CHANGES) : List.of(),
        isFirst && totals.versions() > 0 ? UploadsPlot.of(catalog.uploads(), now) : null, state);
  }

  private HomeView names(int number, DataState state) {
    List<ProjectName> all = sources.names().projects();
    ListRange range = ListRange.of(number, all.size(), PROJECTS);
    List<ProjectItem> projects =
        range.of(all).stream().map(project -> new ProjectItem(project, null)).toList();
    return new HomeView(
        null, projects, range.pager(site.urls().home()), List.of(), null, state);
  }
}
