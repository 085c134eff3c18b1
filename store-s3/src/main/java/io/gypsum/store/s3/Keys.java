package io.gypsum.store.s3;

import java.nio.charset.StandardCharsets;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import org.jspecify.annotations.Nullable;

/** Names of objects: keys with the store's prefix before them. */
record Keys(String prefix) {
  /** Of S3. */
  static final int MAX_BYTES = 1024;

  /** The object's name, or null when no object can have one. */
  @Nullable
  String find(Key key) {
    String name = prefix + key.value();
    // A char takes three bytes at most, so most names need no counting.
    return name.length() * 3 <= MAX_BYTES || utf8Length(name) <= MAX_BYTES ? name : null;
  }

  /** @throws GypsumException INVALID when it is too long with the prefix */
  String require(Key key) {
    String name = find(key);
    if (name == null) {
      throw GypsumException.invalid(
          "the name '" + key + "' is over the " + (MAX_BYTES - utf8Length(prefix))
              + " bytes of UTF-8 that this store can hold; use a shorter one");
    }
    return name;
  }

  /** The key of an object below the prefix; null for a name that other software gave and no key can be. */
  @Nullable
  Key keyOf(String name) {
    try {
      return new Key(name.substring(prefix.length()));
    } catch (GypsumException e) {
      return null;
    }
  }

  /** Whether some key may start with this text, as far as its characters and length tell. */
  boolean canStart(String text) {
    return utf8Length(prefix) + utf8Length(text) <= MAX_BYTES
        && StandardCharsets.UTF_8.newEncoder().canEncode(text)
        && text.chars().noneMatch(Character::isISOControl);
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
