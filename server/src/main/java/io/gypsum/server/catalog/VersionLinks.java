package io.gypsum.server.catalog;

import java.util.Map;

import io.gypsum.core.name.AssetVersion;

/**
 * The links of one version.
 *
 * @param filesByLinked for each linked version, the number of files whose bytes it has
 */
record VersionLinks(AssetVersion version, State state, Map<AssetVersion, Integer> filesByLinked) {
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

  VersionLinks {
    filesByLinked = Map.copyOf(filesByLinked);
  }
}
