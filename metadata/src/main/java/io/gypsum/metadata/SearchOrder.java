package io.gypsum.metadata;

/** The order of the hits of a search. Documents of one version are in the order of their paths. */
public enum SearchOrder {
  /** The order in which the index added the versions; hits are found on demand, and a cursor can continue the search. */
  INDEX("v.vid, p.path"),
  /** The last uploads first. */
  NEWEST("v.time DESC, v.vid, p.path"),
  /** The first uploads first. */
  OLDEST("v.time, v.vid, p.path"),
  /** By project, asset and version, each by code points. */
  NAME("v.project, v.asset, v.version, p.path");

  private final String columns;

  SearchOrder(String columns) {
    this.columns = columns;
  }

  /** Returns the columns by which the statement of a search sorts, of versions {@code v} and paths {@code p}. */
  String columns() {
    return columns;
  }
}
