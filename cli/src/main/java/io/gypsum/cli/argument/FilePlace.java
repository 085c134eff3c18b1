package io.gypsum.cli.argument;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.UserPath;
import io.gypsum.core.name.VersionName;
import org.jspecify.annotations.Nullable;

/**
 * A version or one file of it.
 *
 * @param version null for the latest
 * @param path null for all files
 */
public record FilePlace(
    ProjectAsset asset, @Nullable VersionName version, @Nullable UserPath path) {
  /**
   * Reads {@code project/asset[/version][:path]}; the first {@code :} begins the path.
   *
   * @throws GypsumException INVALID when it is not that
   */
  public static FilePlace parse(String text) {
    int colon = text.indexOf(':');
    UserPath path = colon < 0 ? null : new UserPath(text.substring(colon + 1));
    return switch (Place.parse(colon < 0 ? text : text.substring(0, colon))) {
      case Place.OfVersion(var version) ->
          new FilePlace(version.projectAsset(), version.version(), path);
      case Place.OfAsset(var asset) -> new FilePlace(asset, null, path);
      case Place.OfProject _ ->
          throw GypsumException.invalid(
              "'" + Printable.value(text)
                  + "' names no asset: expected project/asset[/version][:path]");
    };
  }
}
