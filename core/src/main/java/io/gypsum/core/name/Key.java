package io.gypsum.core.name;

/**
 * The full name of an object in a bucket, internal or not: {@code /}-separated components, none empty, none {@code .}
 * or {@code ..}, no {@code \}, no control character, at most 1,024 bytes of UTF-8. A key can therefore never lead out
 * of the directory it is resolved against.
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

  /** Whether a component starts with {@code ..}: a name that no user can write. */
  public boolean isInternal() {
    return value.startsWith("..") || value.contains("/..");
  }

  /** The last component. */
  public String fileName() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /** By char, not by UTF-8 byte: a stable order for tests and maps, not the order of a listing. */
  @Override
  public int compareTo(Key other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
