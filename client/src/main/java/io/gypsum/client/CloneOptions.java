package io.gypsum.client;

/**
 * Options for cloning a version.
 *
 * <pre>{@code
 * gypsum.cloneVersion(version, Path.of("copy"), CloneOptions.DEFAULTS.withDownload(false));
 * }</pre>
 */
public final class CloneOptions {
  /** Downloads the files into the cache first. */
  public static final CloneOptions DEFAULTS = new CloneOptions(true, SaveOptions.DEFAULTS);

  private final boolean download;
  private final SaveOptions save;

  private CloneOptions(boolean download, SaveOptions save) {
    this.download = download;
    this.save = save;
  }

  /**
   * Sets whether the files are downloaded into the cache first; otherwise the links dangle until they are downloaded.
   */
  public CloneOptions withDownload(boolean value) {
    return new CloneOptions(value, save);
  }

  /** Sets how the files are downloaded. A selection of files is ignored: all files are downloaded. */
  public CloneOptions withSave(SaveOptions options) {
    return new CloneOptions(download, options);
  }

  public boolean download() {
    return download;
  }

  public SaveOptions save() {
    return save;
  }
}
