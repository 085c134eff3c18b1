package io.gypsum.server.catalog;

import java.util.Map;

import io.gypsum.core.name.AssetVersion;

/**
 * The links of one version.
 *
 * @param filesByLinked the number of files whose bytes are in another version, by that version
 */
record VersionLinks(AssetVersion version, State state, Map<AssetVersion, Integer> filesByLinked) {
  enum State {
    /** Does not exist, or remained from an upload that cannot continue. */
    ABSENT,
    /** Its upload has started, but has not written the links yet. */
    STARTING,
    /** Its upload is running, and may still be aborted. */
    UPLOADING,
    /** Complete, possibly on probation. */
    COMPLETE
  }

  VersionLinks {
    filesByLinked = Map.copyOf(filesByLinked);
  }
}
