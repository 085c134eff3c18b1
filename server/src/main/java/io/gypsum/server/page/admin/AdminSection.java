package io.gypsum.server.page.admin;

import java.util.Locale;

import io.gypsum.server.page.PageUrls;

/** The pages of administrators in the order of their navigation, with the documents that explain them. */
public enum AdminSection {
  OVERVIEW("Overview", "docs/admin/monitoring.md", "health"),
  PROJECTS("Projects", "docs/guide/projects.md", "setQuota"),
  CREATE("New project", "docs/commands.md, section create", "createProject"),
  LOCKS("Locks", "docs/commands.md, section unlock", "unlockProject"),
  UPLOADS("Uploads", "docs/guide/upload.md", "unlockProject"),
  HEALTH("Health", "docs/admin/monitoring.md", "healthReady"),
  AUDIT("Audit log", "docs/admin/reference.md, section The audit log", ""),
  ACCOUNTS("Accounts", "docs/commands.md, section account", "");

  private final String title;
  private final String document;
  private final String operation;

  AdminSection(String title, String document, String operation) {
    this.title = title;
    this.document = document;
    this.operation = operation;
  }

  public String title() {
    return title;
  }

  /** Returns the document that explains the page: a file of the documentation that the packages contain. */
  public String document() {
    return document;
  }

  /** Returns the operation of the API that does the same, as {@code /api} names it; empty if there is none. */
  public String operation() {
    return operation;
  }

  /** Returns the address of the page, or of one below it. */
  public String url(PageUrls urls, String... below) {
    if (this == OVERVIEW) {
      return urls.path("admin");
    }
    String[] segments = new String[below.length + 2];
    segments[0] = "admin";
    segments[1] = name().toLowerCase(Locale.ROOT);
    System.arraycopy(below, 0, segments, 2, below.length);
    return urls.path(segments);
  }
}
