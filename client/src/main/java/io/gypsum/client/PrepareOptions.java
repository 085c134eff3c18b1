package io.gypsum.client;

/**
 * Options for preparing a directory for an upload.
 *
 * <pre>{@code
 * PrepareOptions options = PrepareOptions.DEFAULTS.withDeduplication(false);
 * List<UploadFile> files = gypsum.prepareDirectoryUpload(Path.of("counts"), options);
 * }</pre>
 *
 * @param deduplicate whether files that the latest version of the asset contains become links to it
 * @param links how symbolic links are handled
 * @param allowEmpty whether a directory without files is accepted
 * @param excludes which files are left out
 * @param followOutside whether links may lead out of the directory. Links into the cache are accepted in any case
 */
public record PrepareOptions(
    boolean deduplicate, LinkMode links, boolean allowEmpty, ExcludeRules excludes,
    boolean followOutside) {
  /**
   * Deduplicates files, turns links to cached files into links on the server, follows other links, excludes nothing, and
   * requires at least one file.
   */
  public static final PrepareOptions DEFAULTS =
      new PrepareOptions(true, LinkMode.AUTO, false, ExcludeRules.NONE, true);

  public PrepareOptions withDeduplication(boolean value) {
    return new PrepareOptions(value, links, allowEmpty, excludes, followOutside);
  }

  public PrepareOptions withLinks(LinkMode mode) {
    return new PrepareOptions(deduplicate, mode, allowEmpty, excludes, followOutside);
  }

  public PrepareOptions withAllowEmpty(boolean value) {
    return new PrepareOptions(deduplicate, links, value, excludes, followOutside);
  }

  public PrepareOptions withExcludes(ExcludeRules rules) {
    return new PrepareOptions(deduplicate, links, allowEmpty, rules, followOutside);
  }

  public PrepareOptions withFollowOutside(boolean value) {
    return new PrepareOptions(deduplicate, links, allowEmpty, excludes, value);
  }
}
