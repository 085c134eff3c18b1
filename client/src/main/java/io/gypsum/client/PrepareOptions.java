package io.gypsum.client;

/**
 * Options for preparing a directory for an upload. Immutable and thread-safe.
 *
 * <pre>{@code
 * PrepareOptions options = PrepareOptions.DEFAULTS.withDeduplication(false);
 * List<UploadFile> files = gypsum.prepareDirectoryUpload(Path.of("counts"), options);
 * }</pre>
 */
public final class PrepareOptions {
  /**
   * Deduplicates files, turns links to cached files into links on the server, follows other links, excludes nothing, and
   * requires at least one file.
   */
  public static final PrepareOptions DEFAULTS =
      new PrepareOptions(true, LinkMode.AUTO, false, ExcludeRules.NONE, true);

  private final boolean deduplicate;
  private final LinkMode links;
  private final boolean allowEmpty;
  private final ExcludeRules excludes;
  private final boolean followOutside;

  private PrepareOptions(
      boolean deduplicate, LinkMode links, boolean allowEmpty, ExcludeRules excludes,
      boolean followOutside) {
    this.deduplicate = deduplicate;
    this.links = links;
    this.allowEmpty = allowEmpty;
    this.excludes = excludes;
    this.followOutside = followOutside;
  }

  /** Sets whether files that the latest version of the asset contains become links to it. The default is true. */
  public PrepareOptions withDeduplication(boolean value) {
    return new PrepareOptions(value, links, allowEmpty, excludes, followOutside);
  }

  /** Sets how symbolic links are handled. The default is {@link LinkMode#AUTO}. */
  public PrepareOptions withLinks(LinkMode mode) {
    return new PrepareOptions(deduplicate, mode, allowEmpty, excludes, followOutside);
  }

  /** Sets whether a directory without files is accepted. The default is false. */
  public PrepareOptions withAllowEmpty(boolean value) {
    return new PrepareOptions(deduplicate, links, value, excludes, followOutside);
  }

  /** Sets which files are excluded. By default, none are. */
  public PrepareOptions withExcludes(ExcludeRules rules) {
    return new PrepareOptions(deduplicate, links, allowEmpty, rules, followOutside);
  }

  /**
   * Sets whether links may lead out of the directory. Links into the cache are accepted in any case. The default is true, as in
   * the other clients.
   */
  public PrepareOptions withFollowOutside(boolean value) {
    return new PrepareOptions(deduplicate, links, allowEmpty, excludes, value);
  }

  public boolean deduplicate() {
    return deduplicate;
  }

  public LinkMode links() {
    return links;
  }

  public boolean allowEmpty() {
    return allowEmpty;
  }

  public ExcludeRules excludes() {
    return excludes;
  }

  public boolean followOutside() {
    return followOutside;
  }
}
