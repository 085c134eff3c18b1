package io.gypsum.client;

/**
 * Options for downloading files into the cache.
 *
 * <pre>{@code
 * Path saved = gypsum.saveVersion(version, SaveOptions.DEFAULTS.withConcurrency(4));
 * }</pre>
 *
 * @param concurrency maximum number of files that are downloaded at a time; 0 for the default of the client
 * @param relink whether to compare the files of a complete version again and to create its links again if necessary. Missing
 *     files are created in any case
 * @param overwrite whether to download existing files again, because they are corrupt or the version was uploaded again
 */
public record SaveOptions(int concurrency, boolean relink, boolean overwrite) {
  /** Keeps existing files; the concurrency is that of the client. */
  public static final SaveOptions DEFAULTS = new SaveOptions(0, false, false);

  public SaveOptions {
    if (concurrency < 0) {
      throw new IllegalArgumentException(
          "invalid concurrency " + concurrency + ": must not be negative");
    }
  }

  public SaveOptions withConcurrency(int files) {
    return new SaveOptions(files, relink, overwrite);
  }

  public SaveOptions withRelink(boolean value) {
    return new SaveOptions(concurrency, value, overwrite);
  }

  public SaveOptions withOverwrite(boolean value) {
    return new SaveOptions(concurrency, relink, value);
  }
}
