package io.gypsum.store.s3;

import java.nio.charset.StandardCharsets;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import org.jspecify.annotations.Nullable;

/** Converts keys of the store to names of objects in the bucket, which start with the prefix of the store, and back. */
record S3Keys(String prefix) {
  /** Limit of S3. */
  private static final int MAX_NAME_BYTES = 1024;

  /** Returns the name of the object, or null when it would be too long. */
  @Nullable
  String find(Key key) {
    String name = prefix + key.value();
    // A char has three bytes at most, so most names need not be encoded.
    return name.length() * 3 <= MAX_NAME_BYTES || utf8Length(name) <= MAX_NAME_BYTES ? name : null;
  }

  /**
   * Returns the name of the object.
   *
   * @throws GypsumException INVALID when it would be too long
   */
  String require(Key key) {
    String name = find(key);
    if (name == null) {
      throw GypsumException.invalid(
          "the key '" + key + "' is longer than the " + (MAX_NAME_BYTES - utf8Length(prefix))
              + " bytes of UTF-8 that this store supports; use a shorter one");
    }
    return name;
  }

  /** Returns the key of an object below the prefix; null when its name, given by other software, is not a valid key. */
  @Nullable
  Key keyOf(String name) {
    try {
      return new Key(name.substring(prefix.length()));
    } catch (GypsumException e) {
      return null;
    }
  }

  /** Returns false when no key can start with this text because of its characters or its length. */
  boolean canStart(String text) {
    return utf8Length(prefix) + utf8Length(text) <= MAX_NAME_BYTES
        && StandardCharsets.UTF_8.newEncoder().canEncode(text)
        && text.chars().noneMatch(Character::isISOControl);
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
