package io.gypsum.server.page;

import java.time.Instant;

import io.gypsum.server.catalog.CatalogState;
import io.gypsum.server.format.Elapsed;
import io.gypsum.server.format.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * How current and complete the content of a page is, which {@code tag/datastate.jte} shows.
 *
 * @param age the age of the content, if it is old enough to be shown; null otherwise
 * @param missing why only names are shown; null if the page is complete
 */
public record DataState(@Nullable String age, @Nullable String missing) {
  /** Returns the state of a page whose content comes from the catalogue. */
  public static DataState of(CatalogState state, Instant now) {
    return new DataState(state.shownAge(now).map(Elapsed::text).orElse(null), null);
  }

  /**
   * Returns the state of a page that shows only names, because the catalogue is not available.
   *
   * @param reason the message of its failure
   */
  static DataState namesOnly(CatalogState state, String reason) {
    if (!state.isReady() && state.scannedVersions() > 0) {
      return new DataState(
          null,
          "The server is reading its data for the first time ("
              + Numbers.count(state.scannedVersions(), "version")
              + " so far). Until it has finished, this page shows names only.");
    }
    return new DataState(null, "This page shows names only for now: " + reason + ".");
  }
}
