package io.gypsum.client;

/**
 * How to download a version.
 *
 * <pre>{@code
 * DownloadOptions options = DownloadOptions.DEFAULTS.withOverwrite(true).withConcurrency(4);
 * gypsum.downloadVersion(version, Path.of("copy"), options);
 * }</pre>
 *
 * @param overwrite whether files that are there with other content are replaced; otherwise they are a failure
 * @param concurrency how many files are fetched at a time; 0 for as many as the client is set to
 */
public record DownloadOptions(boolean overwrite, int concurrency) {
  /** Overwrites nothing, as concurrent as the client. */
  public static final DownloadOptions DEFAULTS = new DownloadOptions(false, 0);

  public DownloadOptions {
    if (concurrency < 0) {
      throw new IllegalArgumentException("a concurrency of " + concurrency);
    }
  }

  public DownloadOptions withOverwrite(boolean wanted) {
    return new DownloadOptions(wanted, concurrency);
  }

  public DownloadOptions withConcurrency(int files) {
    return new DownloadOptions(overwrite, files);
  }
}
