package io.gypsum.server.page;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.http.Filter;
import io.gypsum.server.http.Route;
import io.gypsum.server.http.RouteGroup;

import static io.gypsum.server.http.Caller.ANYONE;
import static io.gypsum.server.http.Route.get;

/**
 * All addresses of pages that need no account (pages.md, section 1); those of members are in
 * {@code MemberRoutes}. A new page needs a line here, its handler, its template and its line in
 * {@code ShownPage}, the table of the browser tests.
 *
 * @param sources the data that pages show
 */
public record PageRoutes(Site site, PageAssets assets, PageErrors errors, PageSources sources) {

  /**
   * Returns one group for pages, which depend on the session, and one for documents, which do not, so that shared caches
   * may store them.
   *
   * @param audit filters that record
   * @param authentication of sessions
   * @param members the routes of people who sign in
   */
  public List<RouteGroup> groups(
      List<Filter> audit, Filter authentication, List<Route> members) {
    List<Route> pages = new ArrayList<>(readers());
    pages.addAll(members);
    return List.of(
        group(audit, List.of(authentication), pages), group(audit, List.of(), documents()));
  }

  private RouteGroup group(List<Filter> audit, List<Filter> authentication, List<Route> routes) {
    List<Filter> filters = new ArrayList<>();
    filters.add((exchange, next) -> {
      PageRenderer.protect(exchange);
      next.handle(exchange);
    });
    filters.addAll(audit);
    filters.addAll(authentication);
    return new RouteGroup(errors.forPages(), filters, routes, true);
  }

  private List<Route> readers() {
    RemovedVersion removed = new RemovedVersion(site.urls(), sources);
    return List.of(
        get("/", ANYONE, new HomePage(site, sources)),
        get("/browse/{project}", ANYONE, new ProjectPage(site, sources)),
        get("/browse/{project}/{asset}", ANYONE, new AssetPage(site, sources)),
        get(
            "/browse/{project}/{asset}/{version}", ANYONE,
            new VersionPage(site, sources, removed)),
        get(
            "/browse/{project}/{asset}/{version}/{path...}", ANYONE,
            new VersionPathPage(site, sources, removed)),
        get(
            "/linked-from/{project}/{asset}/{version}", ANYONE,
            new IncomingLinksPage(site, sources)),
        get("/api", ANYONE, new ApiPage(site)),
        get("/catalog", ANYONE, new CatalogPage(site, sources)),
        get("/find", ANYONE, new FindPage(site, sources)),
        get("/compare/{project}/{asset}", ANYONE, new CompareFormPage(site, sources)),
        get(
            "/compare/{project}/{asset}/{from}/{to}", ANYONE, new ComparePage(site, sources)));
  }

  private List<Route> documents() {
    ComputeLane reads = sources.lanes().reads();
    return List.of(
        get("/feed", ANYONE, new FeedPage(site, sources)),
        get("/feed/{project}", ANYONE, new FeedPage(site, sources)),
        get("/sitemap.xml", ANYONE, new SitemapPage(site, sources.catalog(), reads)),
        get("/robots.txt", ANYONE, new RobotsPage(site)),
        get("/assets/{name}", ANYONE, assets));
  }
}
