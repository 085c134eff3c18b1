package io.gypsum.core.name;

/**
 * The path of a user's file in its version: {@code /}-separated components, none empty, none {@code .}, none starting
 * with {@code ..}, no {@code \}, no control character (rest-api.md, section 1).
 */
public record UserPath(String value) implements Comparable<UserPath> {
  /** @throws io.gypsum.core.GypsumException INVALID when {@code value} breaks the rules */
  public UserPath {
    NameRules.checkUserPath("path", value);
  }

  /**
   * Parses the path of a file.
   *
   * @throws io.gypsum.core.GypsumException INVALID if it breaks the rules; the message contains the text and the expected form
   */
  public static UserPath parse(String text) {
    return NameRules.parse(
        text, UserPath::new, "the path of a file in its version, such as 'raw/counts.tsv'");
  }

  /** Returns the directory with a trailing {@code /}, or the empty string for the top of the version. */
  public String directory() {
    return value.substring(0, value.lastIndexOf('/') + 1);
  }

  /** Returns the last component. */
  public String fileName() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  @Override
  public int compareTo(UserPath other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
