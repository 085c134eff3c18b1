package io.gypsum.client;

/**
 * Options for uploading a directory.
 *
 * <pre>{@code
 * UploadOptions options = UploadOptions.DEFAULTS.withProbation(true).withConcurrency(4);
 * gypsum.uploadDirectory(newVersion, Path.of("counts"), options);
 * }</pre>
 *
 * @param prepare how the directory is read
 * @param onProbation whether the version needs an owner's approval; versions of untrusted uploaders always do
 * @param concurrency maximum number of files that are sent at a time; 0 for the default of the client
 */
public record UploadOptions(PrepareOptions prepare, boolean onProbation, int concurrency) {
  /** The defaults of {@link PrepareOptions}, without probation; the concurrency is that of the client. */
  public static final UploadOptions DEFAULTS =
      new UploadOptions(PrepareOptions.DEFAULTS, false, 0);

  public UploadOptions {
    if (concurrency < 0) {
      throw new IllegalArgumentException(
          "invalid concurrency " + concurrency + ": must not be negative");
    }
  }

  /** Returns whether files that the latest version of the asset contains become links to it. */
  public boolean deduplicate() {
    return prepare.deduplicate();
  }

  /** Returns how symbolic links are handled. */
  public LinkMode links() {
    return prepare.links();
  }

  /** Returns whether a directory without files is accepted. */
  public boolean allowEmpty() {
    return prepare.allowEmpty();
  }

  public UploadOptions withPrepare(PrepareOptions options) {
    return new UploadOptions(options, onProbation, concurrency);
  }

  public UploadOptions withDeduplication(boolean value) {
    return withPrepare(prepare.withDeduplication(value));
  }

  public UploadOptions withLinks(LinkMode mode) {
    return withPrepare(prepare.withLinks(mode));
  }

  public UploadOptions withAllowEmpty(boolean value) {
    return withPrepare(prepare.withAllowEmpty(value));
  }

  public UploadOptions withExcludes(ExcludeRules rules) {
    return withPrepare(prepare.withExcludes(rules));
  }

  public UploadOptions withFollowOutside(boolean value) {
    return withPrepare(prepare.withFollowOutside(value));
  }

  public UploadOptions withProbation(boolean value) {
    return new UploadOptions(prepare, value, concurrency);
  }

  public UploadOptions withConcurrency(int files) {
    return new UploadOptions(prepare, onProbation, files);
  }
}
