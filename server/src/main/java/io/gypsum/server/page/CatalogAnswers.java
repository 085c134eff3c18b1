package io.gypsum.server.page;

import java.time.InstantSource;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.catalog.CatalogState;

/**
 * Reads the content of a page from the catalogue. While the catalogue is unavailable, reads only names, from the bucket.
 */
public record CatalogAnswers(Catalog catalog, InstantSource clock) {
  /** @param namesOnly creates the content of a page without the catalogue */
  public <T> T read(Function<DataState, T> complete, Function<DataState, T> namesOnly) {
    String reason;
    CatalogState before = catalog.state();
    try {
      // The state was read before the content, so the content is never older than the time that the page shows.
      return complete.apply(DataState.of(before, clock.instant()));
    } catch (GypsumException e) {
      reason =
          switch (e.kind()) {
            case BUSY, UNAVAILABLE, NO_SPACE -> e.reason();
            default -> throw e;
          };
    }
    return namesOnly.apply(DataState.namesOnly(catalog.state(), reason));
  }
}
