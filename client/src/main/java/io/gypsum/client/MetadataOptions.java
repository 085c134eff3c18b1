package io.gypsum.client;

/**
 * Options for downloading a metadata database or schema into the cache.
 *
 * <pre>{@code
 * MetadataOptions options = MetadataOptions.DEFAULTS.withOverwrite(true);
 * }</pre>
 *
 * @param overwrite whether to download the file even if the cached one is up to date
 */
public record MetadataOptions(boolean overwrite) {
  /** Keeps a cached file. */
  public static final MetadataOptions DEFAULTS = new MetadataOptions(false);

  public MetadataOptions withOverwrite(boolean value) {
    return new MetadataOptions(value);
  }
}
