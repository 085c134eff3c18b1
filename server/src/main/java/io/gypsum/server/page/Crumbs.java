package io.gypsum.server.page;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.page.Page.Crumb;

/** The links at the top of pages. {@code tag/crumbs.jte} escapes invisible characters in their names. */
final class Crumbs {
  private Crumbs() {}

  static List<Crumb> of(PageUrls urls, ProjectName project) {
    return List.of(new Crumb(project.value(), urls.project(project)));
  }

  static List<Crumb> of(PageUrls urls, ProjectAsset asset) {
    List<Crumb> crumbs = new ArrayList<>(of(urls, asset.project()));
    crumbs.add(new Crumb(asset.asset().value(), urls.asset(asset)));
    return crumbs;
  }

  static List<Crumb> of(PageUrls urls, AssetVersion version) {
    List<Crumb> crumbs = new ArrayList<>(of(urls, version.projectAsset()));
    crumbs.add(new Crumb(version.version().value(), urls.version(version)));
    return crumbs;
  }

  /** Returns the links on the pages that compare versions of an asset. */
  static List<Crumb> ofComparison(PageUrls urls, ProjectAsset asset) {
    List<Crumb> crumbs = new ArrayList<>(of(urls, asset));
    crumbs.add(new Crumb("Compare", urls.compare(asset)));
    return crumbs;
  }

  static List<Crumb> ofIncomingLinks(PageUrls urls, AssetVersion version) {
    List<Crumb> crumbs = new ArrayList<>(of(urls, version));
    crumbs.add(new Crumb("Linked from", urls.incomingLinks(version)));
    return crumbs;
  }

  /** @param path of a folder or a file of the version */
  static List<Crumb> of(PageUrls urls, AssetVersion version, String path) {
    List<Crumb> crumbs = new ArrayList<>(of(urls, version));
    int start = 0;
    while (start < path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      crumbs.add(
          new Crumb(
              path.substring(start, end),
              urls.browse(version, path.substring(0, end))));
      start = end + 1;
    }
    return crumbs;
  }
}
