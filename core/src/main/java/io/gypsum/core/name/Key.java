package io.gypsum.core.name;

/**
 * The full name of an object in a bucket, internal or not: {@code /}-separated components, none empty, none {@code .}
 * or {@code ..}, no {@code \}, no control character, at most 1,024 bytes of UTF-8. A key therefore cannot leave the
 * directory against which it is resolved.
 */
public record Key(String value) implements Comparable<Key> {
  /** @throws io.gypsum.core.GypsumException INVALID when {@code value} breaks the rules */
  public Key {
    int start = 0;
    for (int slash = value.indexOf('/'); slash >= 0; slash = value.indexOf('/', start)) {
      NameRules.checkComponent("key", value, value.substring(start, slash));
      start = slash + 1;
    }
    NameRules.checkComponent("key", value, value.substring(start));
    if (NameRules.utf8Length(value) > NameRules.MAX_KEY_BYTES) {
      throw NameRules.bad("key", value, "is over " + NameRules.MAX_KEY_BYTES + " bytes of UTF-8");
    }
  }

  /**
   * Parses a key.
   *
   * @throws io.gypsum.core.GypsumException INVALID if it breaks the rules; the message contains the text and the expected form
   */
  public static Key parse(String text) {
    return NameRules.parse(
        text, Key::new, "the key of an object, such as 'my-project/counts/v1/..manifest'");
  }

  /** Returns whether a component starts with {@code ..}, which no user can write to. */
  public boolean isInternal() {
    return value.startsWith("..") || value.contains("/..");
  }

  /** Returns the last component. */
  public String fileName() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /** Compares chars, not UTF-8 bytes: a stable order for tests and maps, but not the order of a listing. */
  @Override
  public int compareTo(Key other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
