package io.gypsum.cli.transfer;

import io.gypsum.cli.argument.FilePlace;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.VersionName;

/** The version that a user means. */
final class LatestVersion {
  private LatestVersion() {}

  /** @throws GypsumException NOT_FOUND when none is named and the asset has no latest one */
  static AssetVersion of(GypsumClient client, FilePlace place) {
    ProjectAsset asset = place.asset();
    VersionName named = place.version();
    VersionName version =
        named != null
            ? named
            : client.fetchLatest(asset)
                .orElseThrow(
                    () -> GypsumException.notFound(
                        "'" + asset + "' has no latest version; 'gypsum ls " + asset
                            + "' shows which versions it has"));
    return new AssetVersion(asset.project(), asset.asset(), version);
  }
}
