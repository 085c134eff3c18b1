package io.gypsum.client;

/**
 * Options for a download.
 *
 * <pre>{@code
 * DownloadOptions options = DownloadOptions.DEFAULTS.withOverwrite(true).withConcurrency(4);
 * gypsum.downloadVersion(version, Path.of("copy"), options);
 * }</pre>
 *
 * @param overwrite whether to replace files with different content; otherwise they are an error
 * @param concurrency maximum number of files that are downloaded at a time; 0 for the default of the client
 */
public record DownloadOptions(boolean overwrite, int concurrency) {
  /** Overwrites nothing; the concurrency is that of the client. */
  public static final DownloadOptions DEFAULTS = new DownloadOptions(false, 0);

  public DownloadOptions {
    if (concurrency < 0) {
      throw new IllegalArgumentException(
          "invalid concurrency " + concurrency + ": must not be negative");
    }
  }

  public DownloadOptions withOverwrite(boolean value) {
    return new DownloadOptions(value, concurrency);
  }

  public DownloadOptions withConcurrency(int files) {
    return new DownloadOptions(overwrite, files);
  }
}
