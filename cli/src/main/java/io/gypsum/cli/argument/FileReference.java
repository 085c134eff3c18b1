package io.gypsum.cli.argument;

import io.gypsum.client.GypsumClient;
import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.UserPath;
import io.gypsum.core.name.VersionName;
import org.jspecify.annotations.Nullable;

/**
 * A version of an asset or one file of it, {@code project/asset[/version][:path]}.
 *
 * @param version null for the latest version
 * @param path null for all files
 */
public record FileReference(
    ProjectAsset asset, @Nullable VersionName version, @Nullable UserPath path) {
  private static final String FORM = "PROJECT/ASSET[/VERSION][:PATH]";

  /**
   * Parses a reference. The path starts after the first {@code :}.
   *
   * @throws GypsumException {@code INVALID} if the text does not have this form
   */
  public static FileReference parse(String text) {
    int colon = text.indexOf(':');
    UserPath path = colon < 0 ? null : new UserPath(text.substring(colon + 1));
    String name = colon < 0 ? text : text.substring(0, colon);
    if (colon < 0 && text.replaceFirst("/$", "").split("/", -1).length > 3) {
      String[] parts = text.split("/", 4);
      throw GypsumException.invalid(
          "'" + Printable.value(text) + "' has too many parts: expected " + FORM
              + ", with ':' before the path of a file, such as '"
              + Printable.value(parts[0] + "/" + parts[1] + "/" + parts[2] + ":" + parts[3]) + "'");
    }
    return switch (ResourceName.parse(name)) {
      case ResourceName.OfVersion(var version) ->
          new FileReference(version.projectAsset(), version.version(), path);
      case ResourceName.OfAsset(var asset) -> new FileReference(asset, null, path);
      case ResourceName.OfProject _ ->
          throw GypsumException
              .invalid("'" + Printable.value(text) + "' has no asset: expected " + FORM);
    };
  }

  /**
   * Returns the version, which is the latest version of the asset on the server if none is named.
   *
   * @throws GypsumException {@code NOT_FOUND} if no version is named and the asset has no latest version
   */
  public AssetVersion resolve(GypsumClient client) {
    VersionName resolved =
        version != null
            ? version
            : client.fetchLatest(asset)
                .orElseThrow(() -> noLatest(client));
    return new AssetVersion(asset.project(), asset.asset(), resolved);
  }

  private GypsumException noLatest(GypsumClient client) {
    if (!client.listProjects().contains(asset.project())) {
      return GypsumException.notFound(
          "project '" + asset.project() + "' does not exist; 'gypsum ls' lists the projects");
    }
    return GypsumException.notFound(
        "'" + asset + "' has no latest version; 'gypsum ls " + asset + "' lists its versions");
  }
}
