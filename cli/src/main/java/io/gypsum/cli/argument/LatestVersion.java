package io.gypsum.cli.argument;

import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.VersionName;
import org.jspecify.annotations.Nullable;

/**
 * The name {@code latest}, which stands for the latest version of an asset in commands that read. In commands that delete or
 * review a version, it is an ordinary name.
 */
public final class LatestVersion {
  private static final String NAME = "latest";

  private LatestVersion() {}

  /**
   * Returns a version of an asset: the latest one on the server if the name is {@code latest} or null.
   *
   * @throws GypsumException {@code NOT_FOUND} if the asset has no latest version, but it is needed
   */
  static AssetVersion resolve(
      GypsumClient client, ProjectAsset asset, @Nullable VersionName version) {
    VersionName resolved =
        version == null || version.value().equals(NAME)
            ? client.fetchLatest(asset).orElseThrow(() -> noLatest(client, asset))
            : version;
    return new AssetVersion(asset.project(), asset.asset(), resolved);
  }

  /** Returns {@code version}, or the latest version on the server if its name is {@code latest}. */
  public static AssetVersion resolve(GypsumClient client, AssetVersion version) {
    return resolve(client, version.projectAsset(), version.version());
  }

  /** @throws UsageException if a new version would have the name {@code latest} */
  public static void requireOtherName(AssetVersion version) {
    if (version.version().value().equals(NAME)) {
      throw new UsageException(
          "version '" + version
              + "' cannot be created: 'latest' stands for the latest version of an"
              + " asset; choose another name");
    }
  }

  private static GypsumException noLatest(GypsumClient client, ProjectAsset asset) {
    return client.listVersions(asset).isEmpty()
        ? MissingAsset.failure(client, asset)
        : GypsumException.notFound(
            "'" + asset + "' has no latest version; 'gypsum ls " + asset + "' lists its versions");
  }
}
