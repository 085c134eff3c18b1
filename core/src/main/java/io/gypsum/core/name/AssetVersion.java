package io.gypsum.core.name;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;

/** One version of one asset of one project. */
public record AssetVersion(ProjectName project, AssetName asset, VersionName version) {
  /**
   * Reads {@code project/asset/version}.
   *
   * @throws GypsumException INVALID unless there are exactly three valid names
   */
  public static AssetVersion parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 3) {
      throw GypsumException.invalid(
          "'" + Printable.value(text)
              + "' does not name a version: expected project/asset/version");
    }
    return of(parts[0], parts[1], parts[2]);
  }

  /** @throws GypsumException INVALID when one of the names breaks the rules */
  public static AssetVersion of(String project, String asset, String version) {
    return new AssetVersion(
        new ProjectName(project), new AssetName(asset), new VersionName(version));
  }

  public ProjectAsset projectAsset() {
    return new ProjectAsset(project, asset);
  }

  /** {@code project/asset/version}, as {@link #parse} reads it. */
  @Override
  public String toString() {
    return project + "/" + asset + "/" + version;
  }
}
