package io.gypsum.metadata.index;

import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.UserPath;
import io.gypsum.core.name.VersionName;
import org.jspecify.annotations.Nullable;

/**
 * Something that was read from a store for an index. Items are in this order: for each asset its {@link LatestItem}, then for
 * each published version a {@link VersionItem} followed by the version's {@link DocumentItem}s. An {@link
 * UnreadableItem} takes the place of an object that could not be read.
 */
sealed interface IndexItem {
  /** @param version null if the asset has no latest version */
  record LatestItem(ProjectAsset asset, @Nullable VersionName version) implements IndexItem {}

  /** @param summary the summary of the version, which has been finished */
  record VersionItem(AssetVersion name, boolean latest, Summary summary) implements IndexItem {}

  /** @param indexClass the class to which the document belongs */
  record DocumentItem(
      AssetVersion version, UserPath path, IndexClass indexClass, MetadataDocument content)
      implements IndexItem {}

  /**
   * Something that exists, or existed a moment ago, but cannot be read.
   *
   * @param scope the part of the store to read again later
   * @param whole whether nothing in {@code scope} could be read, so that its rows must not be changed; otherwise only a
   *     document is missing
   * @param indexClass the class of the missing document; null if the problem does not concern a single document
   */
  record UnreadableItem(
      IndexScope scope, boolean whole, @Nullable IndexClass indexClass, IndexProblem problem)
      implements IndexItem {
    /** Returns whether rows are missing in the index of {@code other}. */
    boolean concerns(IndexClass other) {
      return indexClass == null || indexClass.equals(other);
    }
  }
}
