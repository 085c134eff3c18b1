package io.gypsum.server.page;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.Printable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.page.Page.Crumb;

/** The links at the top of the pages of projects, assets, versions and their files. */
final class Crumbs {
  private Crumbs() {}

  static List<Crumb> of(PageUrls urls, ProjectName project) {
    return List.of(new Crumb(Printable.line(project.value()), urls.project(project)));
  }

  static List<Crumb> of(PageUrls urls, ProjectAsset asset) {
    List<Crumb> crumbs = new ArrayList<>(of(urls, asset.project()));
    crumbs.add(new Crumb(Printable.line(asset.asset().value()), urls.asset(asset)));
    return crumbs;
  }

  static List<Crumb> of(PageUrls urls, AssetVersion version) {
    List<Crumb> crumbs = new ArrayList<>(of(urls, version.projectAsset()));
    crumbs.add(new Crumb(Printable.line(version.version().value()), urls.version(version)));
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
              Printable.line(path.substring(start, end)),
              urls.browse(version, path.substring(0, end))));
      start = end + 1;
    }
    return crumbs;
  }
}
