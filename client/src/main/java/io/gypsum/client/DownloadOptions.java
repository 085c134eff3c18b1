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
 * @param files the files to download. Those of a folder are placed relative to it
 */
public record DownloadOptions(boolean overwrite, int concurrency, FileSelection files) {
  /** Overwrites nothing, and downloads every file; the concurrency is that of the client. */
  public static final DownloadOptions DEFAULTS = new DownloadOptions(false, 0, FileSelection.ALL);

  public DownloadOptions {
    if (concurrency < 0) {
      throw new IllegalArgumentException(
          "invalid concurrency " + concurrency + ": must not be negative");
    }
  }

  public DownloadOptions withOverwrite(boolean value) {
    return new DownloadOptions(value, concurrency, files);
  }

  public DownloadOptions withConcurrency(int maxFiles) {
    return new DownloadOptions(overwrite, maxFiles, files);
  }

  public DownloadOptions withFiles(FileSelection selection) {
    return new DownloadOptions(overwrite, concurrency, selection);
  }
}
