package io.gypsum.server.page.preview;

import io.gypsum.core.name.UserPath;

/** The addresses of the files to which the Markdown of a version refers. */
public interface MarkdownLinks {
  /** Returns the folder of the Markdown file: empty, or with a trailing {@code /}. */
  String folder();

  /** Returns the address of the page of a file or folder of the version. */
  String page(UserPath path);

  /** Returns the address of the page of the version. */
  String versionPage();

  /** Returns the address of the content of a file of the version. */
  String content(UserPath path);
}
