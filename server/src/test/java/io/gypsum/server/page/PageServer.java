package io.gypsum.server.page;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.server.audit.AuditTrail;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.compute.ComputeLanes;
import io.gypsum.server.file.CachedManifests;
import io.gypsum.server.http.HttpMetrics;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.HttpSettings;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.http.Route;
import io.gypsum.server.http.RouteGroup;
import io.gypsum.server.http.Router;
import io.gypsum.server.http.tomcat.TomcatEngine;
import io.gypsum.server.limit.ClientLimits;
import io.gypsum.server.page.folder.FileTrees;
import io.gypsum.server.testing.TestCatalog;
import io.gypsum.server.testing.TestLanes;
import io.gypsum.store.ReadStore;
import io.gypsum.store.bucket.BucketReader;

/** A running server with all pages over a store, and with the given routes of an API. */
final class PageServer implements AutoCloseable {
  static final String BROWSER =
      "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

  static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private final HttpServer http;

  private PageServer(HttpServer http) {
    this.http = http;
  }

  static PageServer start(ReadStore store, Route... api) throws IOException {
    return start(sources(store), api);
  }

  /** Starts a server whose catalogue has the given answers. */
  static PageServer start(ReadStore store, Catalog catalog) throws IOException {
    return start(sources(store, catalog));
  }

  /** Returns a store without anything else. */
  static PageSources sources(ReadStore store) {
    return sources(store, TestCatalog.of(store));
  }

  /** Returns a store and a catalogue without anything else. */
  static PageSources sources(ReadStore store, Catalog catalog) {
    ComputeLane lane = TestLanes.ample();
    return new PageSources(
        new FileTrees(new CachedManifests(new BucketReader(store))), catalog,
        new ComputeLanes(lane, lane, lane), null, InstantSource.fixed(NOW), new AuditTrail(null));
  }

  static PageServer start(PageSources sources, Route... api) throws IOException {
    PageAssets assets = new PageAssets();
    PageUrls urls = new PageUrls(() -> "http://test.example", "", assets.fingerprinted());
    Site site = new Site("Test site", urls);
    PageErrors errors = new PageErrors(site);
    PageRoutes pages = new PageRoutes(site, assets, errors, sources);
    List<RouteGroup> groups = new ArrayList<>();
    groups.addAll(
        pages.groups(
            List.of(), (exchange, next) -> next.handle(exchange), List.of()));
    groups.add(new RouteGroup(errors.forApi(), List.of(), List.of(api)));
    return new PageServer(
        HttpServer.start(
            HttpSettings.defaults(), new Router(groups, errors.forApi()), new HttpMetrics(),
            ClientLimits.none(), TomcatEngine::start));
  }

  Answer get(String path, String... headers) throws IOException {
    return RawHttp.ask(http.port(), "GET", path, headers);
  }

  @Override
  public void close() {
    http.close();
  }
}
