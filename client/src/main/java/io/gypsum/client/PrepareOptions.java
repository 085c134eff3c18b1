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
 */
public record PrepareOptions(boolean deduplicate, LinkMode links) {
  /** Deduplicates files, and turns links to cached files into links on the server. */
  public static final PrepareOptions DEFAULTS = new PrepareOptions(true, LinkMode.AUTO);

  public PrepareOptions withDeduplication(boolean value) {
    return new PrepareOptions(value, links);
  }

  public PrepareOptions withLinks(LinkMode mode) {
    return new PrepareOptions(deduplicate, mode);
  }
}
