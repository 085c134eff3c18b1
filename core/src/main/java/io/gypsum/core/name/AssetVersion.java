package io.gypsum.core.name;

import io.gypsum.core.GypsumException;

/** One version of one asset of one project. */
public record AssetVersion(ProjectName project, AssetName asset, VersionName version) {
  /**
   * Parses {@code project/asset/version}.
   *
   * @throws GypsumException INVALID unless there are exactly three valid names; the message contains the text and the expected
   *     form
   */
  public static AssetVersion parse(String text) {
    return NameRules.parseParts(
        text, "a version", 3, names -> of(names[0], names[1], names[2]), "project/asset/version");
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
