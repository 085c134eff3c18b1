package io.gypsum.core.name;

/** One asset of one project. */
public record ProjectAsset(ProjectName project, AssetName asset) {
  /** {@code project/asset}. */
  @Override
  public String toString() {
    return project + "/" + asset;
  }
}
