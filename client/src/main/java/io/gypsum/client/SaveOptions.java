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
 * @param verify whether to compare the MD5 of cached files, even if they were compared before, and to download incorrect ones
 *     again
 * @param files the files to download; ignored by methods that download one file
 */
public record SaveOptions(
    int concurrency, boolean relink, boolean overwrite, boolean verify, FileSelection files) {
  /** Keeps existing files, and downloads every file; the concurrency is that of the client. */
  public static final SaveOptions DEFAULTS =
      new SaveOptions(0, false, false, false, FileSelection.ALL);

  public SaveOptions {
    if (concurrency < 0) {
      throw new IllegalArgumentException(
          "invalid concurrency " + concurrency + ": must not be negative");
    }
  }

  public SaveOptions withConcurrency(int maxFiles) {
    return new SaveOptions(maxFiles, relink, overwrite, verify, files);
  }

  public SaveOptions withRelink(boolean value) {
    return new SaveOptions(concurrency, value, overwrite, verify, files);
  }

  public SaveOptions withOverwrite(boolean value) {
    return new SaveOptions(concurrency, relink, value, verify, files);
  }

  public SaveOptions withVerify(boolean value) {
    return new SaveOptions(concurrency, relink, overwrite, value, files);
  }

  public SaveOptions withFiles(FileSelection selection) {
    return new SaveOptions(concurrency, relink, overwrite, verify, selection);
  }
}
