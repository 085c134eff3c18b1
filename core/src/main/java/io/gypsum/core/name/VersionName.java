package io.gypsum.core.name;

/**
 * The name of a version: not empty, no {@code /}, no {@code \}, no control character, not starting with {@code ..}
 * (rest-api.md, section 1).
 */
public record VersionName(String value) implements Comparable<VersionName> {
  /** @throws io.gypsum.core.GypsumException INVALID when {@code value} breaks the rules */
  public VersionName {
    NameRules.checkUserName("version name", value);
  }

  /**
   * Parses the name of a version.
   *
   * @throws io.gypsum.core.GypsumException INVALID if it breaks the rules; the message contains the text and the expected form
   */
  public static VersionName parse(String text) {
    return NameRules.parse(text, VersionName::new, "the name of a version, such as 'v1'");
  }

  @Override
  public int compareTo(VersionName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
