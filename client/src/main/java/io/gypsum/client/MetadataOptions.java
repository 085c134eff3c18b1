package io.gypsum.client;

/**
 * Options for downloading a metadata database or schema into the cache. Immutable and thread-safe.
 *
 * <pre>{@code
 * MetadataOptions options = MetadataOptions.DEFAULTS.withOverwrite(true);
 * }</pre>
 */
public final class MetadataOptions {
  /** Keeps a cached file. */
  public static final MetadataOptions DEFAULTS = new MetadataOptions(false);

  private final boolean overwrite;

  private MetadataOptions(boolean overwrite) {
    this.overwrite = overwrite;
  }

  /** Sets whether to download the file even if the cached one is up to date. The default is false. */
  public MetadataOptions withOverwrite(boolean value) {
    return new MetadataOptions(value);
  }

  public boolean overwrite() {
    return overwrite;
  }
}
