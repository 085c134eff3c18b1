package io.gypsum.core.name;

/**
 * Where a user's file is below its version: {@code /}-separated components, none empty, none {@code .}, none starting
 * with {@code ..}, no {@code \}, no control character (wire contract, section 1).
 */
public record UserPath(String value) implements Comparable<UserPath> {
  /** @throws io.gypsum.core.GypsumException INVALID when {@code value} breaks the rules */
  public UserPath {
    int start = 0;
    for (int slash = value.indexOf('/'); slash >= 0; slash = value.indexOf('/', start)) {
      Names.checkUserComponent("path", value, value.substring(start, slash));
      start = slash + 1;
    }
    Names.checkUserComponent("path", value, value.substring(start));
    if (Names.utf8Length(value) > Names.MAX_KEY_BYTES) {
      throw Names.bad("path", value, "is over " + Names.MAX_KEY_BYTES + " bytes of UTF-8");
    }
  }

  /** The directory with its trailing {@code /}, or the empty string at the top of the version. */
  public String directory() {
    return value.substring(0, value.lastIndexOf('/') + 1);
  }

  /** The last component. */
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
