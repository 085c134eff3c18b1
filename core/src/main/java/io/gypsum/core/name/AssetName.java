package io.gypsum.core.name;

/**
 * The name of an asset: not empty, no {@code /}, no {@code \}, no control character, not starting with {@code ..}
 * (rest-api.md, section 1).
 */
public record AssetName(String value) implements Comparable<AssetName> {
  /** @throws io.gypsum.core.GypsumException INVALID when {@code value} breaks the rules */
  public AssetName {
    NameRules.checkUserName("asset name", value);
  }

  @Override
  public int compareTo(AssetName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
