package io.gypsum.metadata.index;

import java.util.List;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.Store;

/** Helpers for tests of indexes. */
final class TestIndex {
  static final IndexClass BIOCONDUCTOR = IndexClass.parse("_bioconductor.json");

  private TestIndex() {}

  static void deleteBelow(Store store, String prefix) {
    List<Key> keys;
    try (Stream<ObjectEntry> objects = store.list(new Prefix(prefix))) {
      keys = objects.map(ObjectEntry::key).toList();
    }
    store.delete(keys);
  }
}
