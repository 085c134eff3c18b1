package io.gypsum.server.page;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.page.preview.MarkdownLinks;

/** The addresses of the files of a version, for the Markdown of one of them. */
record VersionFileLinks(PageUrls urls, AssetVersion version, String folder)
    implements MarkdownLinks {
  /** @param path of the Markdown file */
  static VersionFileLinks of(PageUrls urls, AssetVersion version, UserPath path) {
    return new VersionFileLinks(urls, version, path.directory());
  }

  @Override
  public String page(UserPath path) {
    return urls.browse(version, path.value());
  }

  @Override
  public String versionPage() {
    return urls.version(version);
  }

  @Override
  public String content(UserPath path) {
    return urls.embedded(version, path.value());
  }
}
