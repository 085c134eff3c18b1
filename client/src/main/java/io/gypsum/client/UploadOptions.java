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
 * @param allowEmpty whether a directory without files is accepted
 * @param concurrency maximum number of files that are sent at a time; 0 for the default of the client
 */
public record UploadOptions(
    boolean deduplicate, LinkMode links, boolean onProbation, boolean allowEmpty,
    int concurrency) {
  /**
   * Deduplicates files, turns links to cached files into links on the server, uploads without probation, and requires at least
   * one file; the concurrency is that of the client.
   */
  public static final UploadOptions DEFAULTS =
      new UploadOptions(true, LinkMode.AUTO, false, false, 0);

  public UploadOptions {
    if (concurrency < 0) {
      throw new IllegalArgumentException(
          "invalid concurrency " + concurrency + ": must not be negative");
    }
  }

  public UploadOptions withDeduplication(boolean value) {
    return new UploadOptions(value, links, onProbation, allowEmpty, concurrency);
  }

  public UploadOptions withLinks(LinkMode mode) {
    return new UploadOptions(deduplicate, mode, onProbation, allowEmpty, concurrency);
  }

  public UploadOptions withProbation(boolean value) {
    return new UploadOptions(deduplicate, links, value, allowEmpty, concurrency);
  }

  public UploadOptions withAllowEmpty(boolean value) {
    return new UploadOptions(deduplicate, links, onProbation, value, concurrency);
  }

  public UploadOptions withConcurrency(int files) {
    return new UploadOptions(deduplicate, links, onProbation, allowEmpty, files);
  }

  /** Returns the options for preparing the directory. */
  public PrepareOptions prepare() {
    return new PrepareOptions(deduplicate, links, allowEmpty);
  }
}
