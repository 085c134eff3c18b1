package io.gypsum.core.name;

import io.gypsum.core.GypsumException;

/** One asset of one project. */
public record ProjectAsset(ProjectName project, AssetName asset) {
  /**
   * Parses {@code project/asset}.
   *
   * @throws GypsumException INVALID unless there are exactly two valid names; the message contains the text and the expected
   *     form
   */
  public static ProjectAsset parse(String text) {
    return NameRules
        .parseParts(text, "an asset", 2, names -> of(names[0], names[1]), "project/asset");
  }

  /** @throws GypsumException INVALID when one of the names breaks the rules */
  public static ProjectAsset of(String project, String asset) {
    return new ProjectAsset(new ProjectName(project), new AssetName(asset));
  }

  /** Returns a version of this asset. */
  public AssetVersion version(VersionName version) {
    return new AssetVersion(project, asset, version);
  }

  /** {@code project/asset}, as {@link #parse} reads it. */
  @Override
  public String toString() {
    return project + "/" + asset;
  }
}
