package io.gypsum.store.backup;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.Store;

/**
 * What the target has of a version.
 *
 * @param sizes of all objects there, in bytes
 */
record TargetVersion(Map<Key, Long> sizes) {
  static TargetVersion of(Store to, AssetVersion version) {
    Map<Key, Long> sizes = new HashMap<>();
    try (Stream<ObjectEntry> objects = to.list(BucketLayout.below(version))) {
      objects.forEach(object -> sizes.put(object.key(), object.sizeBytes().orElse(-1)));
    }
    return new TargetVersion(sizes);
  }

  boolean has(Key key) {
    return sizes.containsKey(key);
  }

  /** Whether there is something of that name and size. */
  boolean maybeHas(Key key, ManifestEntry entry) {
    Long size = sizes.get(key);
    return size != null && size == entry.sizeBytes();
  }

  Set<Key> keys() {
    return sizes.keySet();
  }
}
