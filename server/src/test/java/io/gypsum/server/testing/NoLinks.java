package io.gypsum.server.testing;

import java.util.List;

import io.gypsum.metadata.index.IndexScope;
import io.gypsum.server.catalog.IncomingLinkSummary;
import io.gypsum.server.catalog.LinkLookup;

/** A lookup that finds nothing, for tests of buckets without links. */
enum NoLinks implements LinkLookup {
  INSTANCE;

  @Override
  public void prepare() {}

  @Override
  public IncomingLinkSummary linksInto(IndexScope scope) {
    return new IncomingLinkSummary(0, 0, List.of());
  }
}
