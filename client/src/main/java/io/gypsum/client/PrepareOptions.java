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
 */
public record PrepareOptions(boolean deduplicate, LinkMode links, boolean allowEmpty) {
  /** Deduplicates files, turns links to cached files into links on the server, and requires at least one file. */
  public static final PrepareOptions DEFAULTS = new PrepareOptions(true, LinkMode.AUTO, false);

  public PrepareOptions withDeduplication(boolean value) {
    return new PrepareOptions(value, links, allowEmpty);
  }

  public PrepareOptions withLinks(LinkMode mode) {
    return new PrepareOptions(deduplicate, mode, allowEmpty);
  }

  public PrepareOptions withAllowEmpty(boolean value) {
    return new PrepareOptions(deduplicate, links, value);
  }
}
