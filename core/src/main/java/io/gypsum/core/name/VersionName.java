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

  @Override
  public int compareTo(VersionName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
