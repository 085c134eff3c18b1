package io.gypsum.server.page;

import io.gypsum.server.page.VersionPathPage.Readme;
import io.gypsum.server.page.citation.DatasetMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What a version contains about itself.
 *
 * @param readme null if there is none
 * @param card null if there is no metadata document
 */
public record VersionDescription(@Nullable Readme readme, @Nullable MetadataCard card) {
  static final VersionDescription NONE = new VersionDescription(null, null);

  /** Returns the title of the metadata; null if there is none. */
  public @Nullable String title() {
    return card == null ? null : card.title();
  }

  DatasetMetadata dataset() {
    return card == null ? DatasetMetadata.NONE : card.dataset();
  }
}
