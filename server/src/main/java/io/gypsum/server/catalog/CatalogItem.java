package io.gypsum.server.catalog;

import java.util.List;
import java.util.Map;

import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.VersionName;
import io.gypsum.server.catalog.ProjectRow.ProjectDocuments;
import org.jspecify.annotations.Nullable;

/** What was read from the bucket about a version, a project or an asset. It replaces what the catalogue contains. */
sealed interface CatalogItem {
  /**
   * A version.
   *
   * @param summary null if it does not exist or is corrupt
   * @param content its files; none if the manifest does not exist or is corrupt
   * @param filesByLinked for each linked version, the number of files whose bytes it has
   */
  record VersionItem(
      AssetVersion version, State state, @Nullable Summary summary, ContentTotals content,
      Map<AssetVersion, Integer> filesByLinked) implements CatalogItem {
    public VersionItem {
      filesByLinked = Map.copyOf(filesByLinked);
    }

    static VersionItem absent(AssetVersion version) {
      return new VersionItem(version, State.ABSENT, null, ContentTotals.NONE, Map.of());
    }
  }

  /** The state of a version. */
  enum State {
    /** The version does not exist, or is the rest of an upload that cannot continue. */
    ABSENT,
    /** The upload has started, but has not written the links yet. */
    STARTING,
    /** The upload is running, and may still be aborted. */
    UPLOADING,
    /** Complete, possibly on probation. */
    COMPLETE
  }

  /**
   * A project without its assets.
   *
   * @param owners users and organizations
   * @param uploaders users and organizations that may upload, possibly only until a time or to some assets
   */
  record ProjectItem(ProjectDocuments documents, List<String> owners, List<String> uploaders)
      implements CatalogItem {
    public ProjectItem {
      owners = List.copyOf(owners);
      uploaders = List.copyOf(uploaders);
    }
  }

  /** @param latest null if there is none, or the document is corrupt */
  record LatestItem(ProjectAsset asset, @Nullable VersionName latest) implements CatalogItem {}
}
