package io.gypsum.store;

import java.time.Instant;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;

/** One line of a listing. */
public sealed interface ListEntry {
  /** What a listing shows: the key, or the common beginning of keys. */
  String text();

  /** An object; a listing does not know its ETag. */
  record ObjectEntry(Key key, long sizeBytes, Instant lastModified) implements ListEntry {
    @Override
    public String text() {
      return key.value();
    }
  }

  /** @param prefix ends with {@code /}; at least one key starts with it */
  record PrefixEntry(Prefix prefix) implements ListEntry {
    @Override
    public String text() {
      return prefix.value();
    }
  }
}
