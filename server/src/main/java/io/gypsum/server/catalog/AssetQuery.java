package io.gypsum.server.catalog;

/**
 * Selects and orders assets of all projects.
 *
 * @param filter a text that occurs in {@code project/asset}, without regard to the case of ASCII letters; empty for all assets
 * @param descending whether the largest values are first; assets with equal values are ordered by name
 */
public record AssetQuery(String filter, Order order, boolean descending) {
  /** The values by which assets are ordered. */
  public enum Order {
    NAME, VERSIONS, FILES, BYTES, OWN_BYTES, CHANGED
  }

  /** All assets by name. */
  public static final AssetQuery ALL = new AssetQuery("", Order.NAME, false);
}
