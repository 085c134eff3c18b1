package io.gypsum.client;

/**
 * How the files of a directory are announced.
 *
 * @param deduplicate whether files that the asset's latest version has already shall become links to it
 * @param links what becomes of symbolic links
 */
public record PrepareOptions(boolean deduplicate, LinkMode links) {
  /** Deduplicates; links into the cache become links on the server. */
  public static final PrepareOptions DEFAULTS = new PrepareOptions(true, LinkMode.AUTO);

  public PrepareOptions withDeduplication(boolean wanted) {
    return new PrepareOptions(wanted, links);
  }

  public PrepareOptions withLinks(LinkMode mode) {
    return new PrepareOptions(deduplicate, mode);
  }
}
