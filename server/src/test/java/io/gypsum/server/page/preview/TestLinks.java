package io.gypsum.server.page.preview;

import io.gypsum.core.PercentEncoding;
import io.gypsum.core.name.UserPath;

/** Addresses of the files of a version, for Markdown in a folder of it. */
record TestLinks(String folder) implements MarkdownLinks {
  @Override
  public String page(UserPath path) {
    return "/browse/p/a/v/" + encoded(path);
  }

  @Override
  public String versionPage() {
    return "/browse/p/a/v";
  }

  @Override
  public String content(UserPath path) {
    return "/data/p/a/v/" + encoded(path);
  }

  private static String encoded(UserPath path) {
    return PercentEncoding.encode(path.value()).replace("%2F", "/");
  }
}
