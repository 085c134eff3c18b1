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
 * A version of an asset, or one file or folder of it: {@code project/asset[/version][:path[/]]}, or
 * {@code project/asset/version/path[/]}, the form in which lists print the targets of links.
 *
 * @param version null for the latest version
 * @param path null for all files
 * @param isFolder whether the path ends with {@code /}; a path without it may also name a folder
 */
public record FileReference(
    ProjectAsset asset, @Nullable VersionName version, @Nullable UserPath path,
    boolean isFolder) {
  private static final String FORM = "PROJECT/ASSET[/VERSION][:PATH]";

  /**
   * Parses a reference. The path starts after the first {@code :} or the third {@code /}, whichever comes first.
   *
   * @throws GypsumException {@code INVALID} if the text does not have this form
   */
  public static FileReference parse(String text) {
    int start = pathStart(text);
    String name = start < 0 ? text : text.substring(0, start - 1);
    String path = start < 0 ? "" : text.substring(start);
    boolean isFolder = path.endsWith("/");
    UserPath parsed =
        start < 0
            ? null
            : new UserPath(isFolder ? path.substring(0, path.length() - 1) : path);
    return switch (ResourceName.parse(name)) {
      case ResourceName.OfVersion(var version) ->
          new FileReference(version.projectAsset(), version.version(), parsed, isFolder);
      case ResourceName.OfAsset(var asset) -> new FileReference(asset, null, parsed, isFolder);
      case ResourceName.OfProject _ ->
          throw GypsumException
              .invalid("'" + Printable.value(text) + "' has no asset: expected " + FORM);
    };
  }

  /** Returns the index at which the path starts; -1 if there is none. */
  private static int pathStart(String text) {
    int colon = text.indexOf(':');
    int slash = -1;
    for (int i = 0; i < ResourceName.VERSION_NAMES; i++) {
      slash = text.indexOf('/', slash + 1);
      if (slash < 0) {
        return colon < 0 ? -1 : colon + 1;
      }
    }
    if (colon >= 0 && colon < slash) {
      return colon + 1;
    }
    // A shell completes a version with a slash.
    return slash + 1 == text.length() ? -1 : slash + 1;
  }

  /**
   * Returns the version: the latest one of the asset on the server if the reference names no version or {@code latest}.
   *
   * @throws GypsumException {@code NOT_FOUND} if the asset has no latest version, but it is needed
   */
  public AssetVersion resolve(GypsumClient client) {
    return LatestVersion.resolve(client, asset, version);
  }
}
