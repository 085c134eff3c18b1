package io.gypsum.client;

/**
 * Options for uploading a directory.
 *
 * <pre>{@code
 * UploadOptions options = UploadOptions.DEFAULTS.withProbation(true).withConcurrency(4);
 * gypsum.uploadDirectory(newVersion, Path.of("counts"), options);
 * }</pre>
 *
 * @param deduplicate whether files that the latest version of the asset contains become links to it
 * @param links how symbolic links are handled
 * @param onProbation whether the version needs an owner's approval; versions of untrusted uploaders always do
 * @param concurrency maximum number of files that are sent at a time; 0 for the default of the client
 */
public record UploadOptions(
    boolean deduplicate, LinkMode links, boolean onProbation, int concurrency) {
  /**
   * Deduplicates files, turns links to cached files into links on the server, and uploads without probation; the
   * concurrency is that of the client.
   */
  public static final UploadOptions DEFAULTS = new UploadOptions(true, LinkMode.AUTO, false, 0);

  public UploadOptions {
    if (concurrency < 0) {
      throw new IllegalArgumentException(
          "invalid concurrency " + concurrency + ": must not be negative");
    }
  }

  public UploadOptions withDeduplication(boolean value) {
    return new UploadOptions(value, links, onProbation, concurrency);
  }

  public UploadOptions withLinks(LinkMode mode) {
    return new UploadOptions(deduplicate, mode, onProbation, concurrency);
  }

  public UploadOptions withProbation(boolean value) {
    return new UploadOptions(deduplicate, links, value, concurrency);
  }

  public UploadOptions withConcurrency(int files) {
    return new UploadOptions(deduplicate, links, onProbation, files);
  }

  PrepareOptions prepare() {
    return new PrepareOptions(deduplicate, links);
  }
}
