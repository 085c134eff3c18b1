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

  /**
   * Parses the name of an asset.
   *
   * @throws io.gypsum.core.GypsumException INVALID if it breaks the rules; the message contains the text and the expected form
   */
  public static AssetName parse(String text) {
    return NameRules.parse(text, AssetName::new, "the name of an asset, such as 'counts'");
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
