package io.gypsum.cli.project;

import java.util.List;

import io.gypsum.cli.argument.Place;
import io.gypsum.cli.terminal.Sizes;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;

/** What would be lost with a place. */
final class Contents {
  private Contents() {}

  /**
   * In words, such as {@code 2 versions}.
   *
   * @throws GypsumException NOT_FOUND when there is no such place: deleting it would succeed without a word
   */
  static String of(GypsumClient client, Place place) {
    return switch (place) {
      case Place.OfProject(var project) -> of(client, project);
      case Place.OfAsset(var asset) -> of(client, asset);
      case Place.OfVersion(var version) -> of(client, version);
    };
  }

  private static String of(GypsumClient client, ProjectName project) {
    long bytes = client.fetchUsage(project).totalBytes();
    int assets = client.listAssets(project).size();
    return (assets == 1 ? "1 asset, " : assets + " assets, ") + Sizes.bytes(bytes);
  }

  private static String of(GypsumClient client, ProjectAsset asset) {
    int versions = client.listVersions(asset).size();
    if (versions == 0) {
      throw GypsumException.notFound(
          "'" + asset.project() + "' has no asset '" + asset.asset() + "'; 'gypsum ls "
              + asset.project() + "' shows which it has");
    }
    return versions == 1 ? "1 version" : versions + " versions";
  }

  private static String of(GypsumClient client, AssetVersion version) {
    List<VersionName> versions = client.listVersions(version.projectAsset());
    if (!versions.contains(version.version())) {
      throw GypsumException.notFound(
          "'" + version.projectAsset() + "' has no version '" + version.version()
              + "'; 'gypsum ls " + version.projectAsset() + "' shows which it has");
    }
    Manifest manifest = client.fetchManifest(version);
    return Sizes.files(manifest.files().size(), manifest.ownBytes());
  }
}
