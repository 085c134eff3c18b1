package io.gypsum.e2e.page;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.Users;
import org.jspecify.annotations.Nullable;

import static io.gypsum.e2e.page.DemoBucket.ASSET;
import static io.gypsum.e2e.page.DemoBucket.EMPTY;
import static io.gypsum.e2e.page.DemoBucket.HOSTILE;
import static io.gypsum.e2e.page.DemoBucket.LONG;
import static io.gypsum.e2e.page.DemoBucket.PROJECT;

/**
 * One address of the web pages, filled by {@link DemoBucket}.
 *
 * @param name for messages and files
 * @param route its pattern in {@code PageRoutes}
 * @param path percent-encoded, with query
 * @param status of its response
 * @param isExtreme whether its content attacks the page
 * @param visitor who has signed in; null for a person who has not
 */
record ShownPage(
    String name, String route, String path, int status, boolean isExtreme,
    @Nullable Users visitor) {
  static final String FILE_ROUTE = "/browse/{project}/{asset}/{version}/{path...}";
  private static final List<String> FILES =
      List.of(
          "README.md", "_bioconductor.json", "counts.csv", "cells.tsv", "figures/umap.png",
          "figures/layers.svg", "scripts/analyse.R", "settings.json", "raw/run1/log.txt.gz",
          "raw/run1/matrix.bin", "report.html", "raw/run1/genes.txt");
  private static final List<String> HOSTILE_FILES =
      List.of(HOSTILE + "/100% a+b #?.txt", "README.md", "x.html", "x.svg", "x.csv", "x.json");

  /** Addresses that send no page, but feeds, text or files. They are requested, not shown. */
  static List<ShownPage> documents() {
    return List.of(
        page("feed", "/feed", "/feed"),
        page("feed of a project", "/feed/{project}", "/feed/" + PROJECT),
        page("sitemap", "/sitemap.xml", "/sitemap.xml"),
        page("robots", "/robots.txt", "/robots.txt"));
  }

  /** All pages, typical ones first. */
  static List<ShownPage> all() {
    List<ShownPage> pages = new ArrayList<>();
    pages.add(page("home", "/", "/"));
    pages.add(page("project", "/browse/{project}", path("browse", PROJECT)));
    pages.add(page("empty project", "/browse/{project}", path("browse", EMPTY)));
    pages.add(page("asset", "/browse/{project}/{asset}", path("browse", PROJECT, ASSET)));
    for (String version : List.of("v1", "latest", "v3")) {
      pages.add(
          page(
              "version " + version, "/browse/{project}/{asset}/{version}",
              path("browse", PROJECT, ASSET, version)));
    }
    pages.add(page("folder", FILE_ROUTE, path("browse", PROJECT, ASSET, "v2") + "/raw/run1"));
    for (String file : FILES) {
      pages.add(
          page("file " + file, FILE_ROUTE, path("browse", PROJECT, ASSET, "v2") + "/" + file));
    }
    pages.add(
        page(
            "incoming links", "/linked-from/{project}/{asset}/{version}",
            path("linked-from", PROJECT, ASSET, "v1")));
    pages.add(
        page("compare form", "/compare/{project}/{asset}", path("compare", PROJECT, ASSET)));
    pages.add(
        page(
            "compare", "/compare/{project}/{asset}/{from}/{to}",
            path("compare", PROJECT, ASSET, "v1", "v2")));
    pages.add(page("find", "/find", "/find"));
    pages.add(page("found", "/find", "/find?q=mouse+brain"));
    pages.add(page("nothing found", "/find", "/find?q=unfindable"));
    pages.add(page("query with an error", "/find", "/find?q=mouse+AND+(").with(400));
    pages.add(page("catalogue", "/catalog", "/catalog"));
    pages.add(page("API", "/api", "/api"));
    pages.add(page("sign-in", "/sign-in", "/sign-in?next=/browse/" + PROJECT));
    pages.add(page("sign-out", "/sign-out", "/sign-out"));
    pages.add(page("reviews", "/review", "/review").by(Users.OWNER));
    pages.add(
        page(
            "review", "/review/{project}/{asset}/{version}", path("review", PROJECT, ASSET, "v3"))
            .by(Users.OWNER));
    pages.add(page("no project", "/browse/{project}", "/browse/missing").with(404));
    pages.add(
        page(
            "no version", "/browse/{project}/{asset}/{version}",
            path("browse", PROJECT, ASSET, "v9")).with(404));
    pages.add(
        page("no file", FILE_ROUTE, path("browse", PROJECT, ASSET, "v2", "missing")).with(404));
    pages.add(page("no page", "", "/nothing/here").with(404));
    pages.addAll(member());
    pages.addAll(extreme());
    return pages;
  }

  /** The pages of people who have signed in. */
  static List<ShownPage> member() {
    return List.of(
        page("signed in home", "/", "/").by(Users.OWNER),
        page("signed in sign-out", "/sign-out", "/sign-out").by(Users.OWNER),
        page("publish", "/publish", "/publish").by(Users.OWNER),
        page("publish to a project", "/publish/{project}", path("publish", PROJECT))
            .by(Users.OWNER),
        page(
            "publish an asset", "/publish/{project}",
            path("publish", PROJECT) + "?asset=" + ASSET).by(Users.UNTRUSTED),
        page("publish without right", "/publish/{project}", path("publish", PROJECT))
            .by(Users.STRANGER),
        page("manage", "/manage/{project}", path("manage", PROJECT)).by(Users.OWNER),
        page("manage as administrator", "/manage/{project}", path("manage", PROJECT))
            .by(Users.ADMIN),
        page("manage empty", "/manage/{project}", path("manage", EMPTY)).by(Users.OWNER),
        page("manage as stranger", "/manage/{project}", path("manage", PROJECT))
            .by(Users.STRANGER)
            .with(403),
        page("history", "/manage/{project}/history", path("manage", PROJECT, "history"))
            .by(Users.OWNER),
        page("assets", "/manage/{project}/assets", path("manage", PROJECT, "assets"))
            .by(Users.ADMIN),
        page(
            "versions to remove", "/manage/{project}/assets/{asset}",
            path("manage", PROJECT, "assets", ASSET)).by(Users.ADMIN),
        page("remove project", "/manage/{project}/remove", path("manage", PROJECT, "remove"))
            .by(Users.ADMIN),
        page(
            "remove asset", "/manage/{project}/remove/{asset}",
            path("manage", PROJECT, "remove", ASSET)).by(Users.ADMIN),
        page(
            "remove version", "/manage/{project}/remove/{asset}/{version}",
            path("manage", PROJECT, "remove", ASSET, "v1")).by(Users.ADMIN),
        admin("", "/admin"),
        admin(" projects", "/admin/projects"),
        admin(" new project", "/admin/create"),
        admin(" locks", "/admin/locks"),
        page("admin lock", "/admin/locks/{project}", path("admin", "locks", PROJECT))
            .by(Users.ADMIN),
        admin(" uploads", "/admin/uploads"),
        admin(" health", "/admin/health"),
        admin(" audit", "/admin/audit"),
        admin(" accounts", "/admin/accounts"),
        page("admin account", "/admin/accounts/{account}", path("admin", "accounts", "olga"))
            .by(Users.ADMIN));
  }

  private static ShownPage admin(String name, String route) {
    return page("admin" + name, route, route).by(Users.ADMIN);
  }

  /** The pages that a server with an empty bucket has. */
  static List<ShownPage> withoutContent() {
    List<ShownPage> pages = new ArrayList<>(List.of(all().getFirst()));
    pages.addAll(member().stream().filter(page -> !page.route().contains("{")).toList());
    return pages;
  }

  /** The pages whose content attacks nothing. The others have the same elements. */
  static List<ShownPage> typical() {
    return all().stream().filter(page -> !page.isExtreme()).toList();
  }

  private static List<ShownPage> extreme() {
    List<ShownPage> pages = new ArrayList<>();
    for (String name : List.of(HOSTILE, LONG)) {
      String kind = name.equals(LONG) ? "long" : "hostile";
      pages.add(page(kind + " project", "/browse/{project}", path("browse", name)).hostile());
      pages.add(
          page(kind + " asset", "/browse/{project}/{asset}", path("browse", name, name)).hostile());
      pages.add(
          page(
              kind + " version", "/browse/{project}/{asset}/{version}",
              path("browse", name, name, name)).hostile());
    }
    for (String file : HOSTILE_FILES) {
      String encoded = path(file.split("/"));
      pages.add(
          page(
              "hostile " + file.replaceFirst(".*/", ""), FILE_ROUTE,
              path("browse", HOSTILE, HOSTILE, HOSTILE) + encoded).hostile());
    }
    pages.add(
        page(
            "long folder", FILE_ROUTE, path("browse", LONG, LONG, LONG) + path(LONG)).hostile());
    pages.add(
        page("hostile query", "/find", "/find?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E").hostile());
    return pages;
  }

  private static ShownPage page(String name, String route, String path) {
    return new ShownPage(name, route, path, 200, false, null);
  }

  private ShownPage with(int expectedStatus) {
    return new ShownPage(name, route, path, expectedStatus, isExtreme, visitor);
  }

  private ShownPage hostile() {
    return new ShownPage(name, route, path, status, true, visitor);
  }

  private ShownPage by(Users user) {
    return new ShownPage(name, route, path, status, isExtreme, user);
  }

  private static String path(String... segments) {
    return TestHttpClient.path(segments);
  }

  /** Returns a name for a file. */
  String fileName() {
    return name.replaceAll("[^A-Za-z0-9]+", "-");
  }

  @Override
  public String toString() {
    return name + " (" + path + ")";
  }
}
