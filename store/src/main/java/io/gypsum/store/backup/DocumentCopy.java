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

/** Copies internal objects, as a whole and byte by byte. Thread-safe. */
record DocumentCopy(ReadStore from, Store to, BackupProgress progress, int maxBytes) {
  /**
   * Maximum size of a document: enough for the manifest of a version with about two million files. A few are in memory at a
   * time.
   */
  static final int MAX_BYTES = 256 * 1024 * 1024;

  /**
   * Returns the content at the source; empty when there is none.
   *
   * @throws GypsumException when it cannot be read, or is too long
   */
  Optional<byte[]> source(Key key) {
    return new BucketReader(from).readBytes(key, maxBytes);
  }

  /** Returns the content at the target; otherwise as {@link #source}. */
  Optional<byte[]> target(Key key) {
    return new BucketReader(to).readBytes(key, maxBytes);
  }

  /** Returns whether the target has exactly this content. */
  boolean isAtTarget(Key key, byte[] content) {
    return target(key).filter(stored -> Arrays.equals(stored, content)).isPresent();
  }

  /** Writes the content unless the target has it. */
  void putIfChanged(Key key, byte[] content) {
    if (!isAtTarget(key, content)) {
      put(key, content);
    }
  }

  void put(Key key, byte[] content) {
    to.put(key, Content.of(content), PutCondition.OVERWRITE);
    progress.documentsCopied.increment();
  }

  /** Copies a document if the source has it. */
  void copy(Key key) {
    source(key).ifPresent(content -> putIfChanged(key, content));
  }
}
