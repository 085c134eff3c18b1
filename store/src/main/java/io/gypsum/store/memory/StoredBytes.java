package io.gypsum.store.memory;

import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ObjectInfo;

/** One state of an object. */
final class StoredBytes {
  final ObjectInfo info;
  /** Never changed once here. */
  final byte[] bytes;

  StoredBytes(ObjectInfo info, byte[] bytes) {
    this.info = info;
    this.bytes = bytes;
  }

  ObjectEntry listed() {
    return new ObjectEntry(info.key(), info.sizeBytes(), info.lastModified());
  }
}
