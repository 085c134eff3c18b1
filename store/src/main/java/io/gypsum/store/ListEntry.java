package io.gypsum.store;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;

/** One line of a listing. */
public sealed interface ListEntry {
  /** What a listing shows: the key, or the common beginning of keys. */
  String text();

  /**
   * An object; a listing does not know its ETag. That of a {@link Store} knows the rest; one that can only be read may
   * know nothing but names.
   */
  record ObjectEntry(Key key, OptionalLong sizeBytes, Optional<Instant> lastModified)
      implements
      ListEntry {
    public ObjectEntry(Key key, long sizeBytes, Instant lastModified) {
      this(key, OptionalLong.of(sizeBytes), Optional.of(lastModified));
    }

    /** Where only the name is known. */
    public ObjectEntry(Key key) {
      this(key, OptionalLong.empty(), Optional.empty());
    }

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
