package io.gypsum.store;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;

/** An entry of a one-level listing: an object, or the common prefix of the keys of one directory. */
public sealed interface ListEntry {
  /** Returns the key of an object, or a common prefix. Listings are sorted by it. */
  String text();

  /**
   * An object. A listing contains no ETags. A {@link Store} always lists sizes and modification times; a store that can only
   * be read may list keys only.
   */
  record ObjectEntry(Key key, OptionalLong sizeBytes, Optional<Instant> lastModified)
      implements
      ListEntry {
    public ObjectEntry(Key key, long sizeBytes, Instant lastModified) {
      this(key, OptionalLong.of(sizeBytes), Optional.of(lastModified));
    }

    /** Creates an entry without size and modification time. */
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
