package io.gypsum.metadata.index;

import java.time.Instant;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.UserPath;
import io.gypsum.core.name.VersionName;
import org.jspecify.annotations.Nullable;

/**
 * Something that was found in the store. They come in this order: for each asset its {@link Latest}, for each of its
 * published versions a {@link Version}, and after that all its {@link Document}s.
 */
sealed interface Found {
  /** @param version null when the asset has none */
  record Latest(ProjectAsset asset, @Nullable VersionName version) implements Found {}

  /** @param finished when its upload was completed */
  record Version(AssetVersion name, boolean latest, String user, Instant finished)
      implements Found {}

  /** @param kind whose base name it has */
  record Document(AssetVersion version, UserPath path, IndexClass kind, MetadataDocument content)
      implements Found {}

  /**
   * Something that is there and cannot be read; or that was there a moment ago.
   *
   * @param scope what to read again another time
   * @param whole whether nothing of {@code scope} is known: what is indexed of it stays. Otherwise a document is missing
   * @param kind of the document; null when it is not about one document
   */
  record Unreadable(
      IndexScope scope, boolean whole, @Nullable IndexClass kind, IndexProblem problem)
      implements Found {}
}
