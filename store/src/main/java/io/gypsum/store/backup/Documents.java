package io.gypsum.store.backup;

import java.util.Arrays;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.bucket.BucketReader;

/** Internal objects, as a whole and byte by byte. Thread-safe. */
record Documents(ReadStore from, Store to, Tally tally, int maxBytes) {
  /** The longest one, of a version with about two million files, of which a few are in memory at once. */
  static final int MAX_BYTES = 256 * 1024 * 1024;

  /**
   * What the source has; empty when there is none.
   *
   * @throws GypsumException when it cannot be read, or is too long
   */
  Optional<byte[]> source(Key key) {
    return read(from, key);
  }

  /** What the target has; as {@link #source}. */
  Optional<byte[]> target(Key key) {
    return read(to, key);
  }

  /** Whether the target has exactly this. */
  boolean isAtTarget(Key key, byte[] content) {
    return read(to, key).filter(there -> Arrays.equals(there, content)).isPresent();
  }

  /** Makes the target have exactly this. */
  void bring(Key key, byte[] content) {
    if (!isAtTarget(key, content)) {
      put(key, content);
    }
  }

  void put(Key key, byte[] content) {
    to.put(key, Content.of(content), PutCondition.OVERWRITE);
    tally.documentsCopied.increment();
  }

  /** Brings what the source has, if it has it. */
  void copy(Key key) {
    source(key).ifPresent(content -> bring(key, content));
  }

  private Optional<byte[]> read(ReadStore store, Key key) {
    return new BucketReader(store).readBytes(key, maxBytes);
  }
}
