package io.gypsum.server.page;

import org.jspecify.annotations.Nullable;

/**
 * The properties that all pages of a server share.
 *
 * @param title the name of the server, on every page
 * @param logo the name of the asset beside the title; null for none
 * @param about HTML of the Markdown sanitizer that describes the site; null for none
 * @param hasSha256 whether the server computes SHA-256 checksums
 * @param urls builds the addresses of pages, files and assets
 */
public record Site(
    String title, @Nullable String logo, @Nullable String about, boolean hasSha256, PageUrls urls) {
  /** Creates a site without a logo and a description, whose server computes SHA-256 checksums. */
  public Site(String title, PageUrls urls) {
    this(title, null, null, true, urls);
  }
}
