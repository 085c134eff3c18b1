package io.gypsum.server.page;

import io.gypsum.core.name.UserPath;
import io.gypsum.server.page.citation.DatasetMetadata;
import io.gypsum.server.page.preview.ShownFile;
import org.jspecify.annotations.Nullable;

/**
 * The description of a version, from files at its top.
 *
 * @param readme null if there is none
 * @param card null if there is no metadata document
 */
public record VersionDescription(@Nullable Readme readme, @Nullable MetadataCard card) {
  /** A file that describes the folder that contains it. */
  public record Readme(UserPath path, ShownFile shown) {}

  static final VersionDescription NONE = new VersionDescription(null, null);

  /** Returns the title of the metadata; null if there is none. */
  public @Nullable String title() {
    return card == null ? null : card.title();
  }

  DatasetMetadata dataset() {
    return card == null ? DatasetMetadata.NONE : card.dataset();
  }
}
