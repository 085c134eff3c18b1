package io.gypsum.client;

/**
 * How to bring a metadata database or a schema into the cache.
 *
 * <pre>{@code
 * MetadataOptions anew = MetadataOptions.DEFAULTS.withOverwrite(true);
 * }</pre>
 *
 * @param overwrite whether to fetch again what is there already
 */
public record MetadataOptions(boolean overwrite) {
  /** Takes what is there. */
  public static final MetadataOptions DEFAULTS = new MetadataOptions(false);

  public MetadataOptions withOverwrite(boolean wanted) {
    return new MetadataOptions(wanted);
  }
}
