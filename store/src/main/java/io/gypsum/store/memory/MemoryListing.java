package io.gypsum.store.memory;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;

import io.gypsum.core.name.Prefix;
import io.gypsum.store.KeyOrder;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.memory.MemoryStore.StoredBytes;
import org.jspecify.annotations.Nullable;

/** Walks the sorted map from the last returned entry on, so it tolerates concurrent writes. Not thread-safe. */
abstract class MemoryListing<E extends ListEntry> {
  private final ConcurrentNavigableMap<String, StoredBytes> objects;
  private final String prefix;
  /** Text of the last entry, or where the listing starts; null before the first entry of a listing without start. */
  private @Nullable String after;

  private MemoryListing(
      ConcurrentNavigableMap<String, StoredBytes> objects, Prefix prefix,
      @Nullable String startAfter) {
    this.objects = objects;
    this.prefix = prefix.value();
    this.after = startAfter;
  }

  /** All objects below a prefix. */
  static final class Recursive extends MemoryListing<ObjectEntry> {
    Recursive(
        ConcurrentNavigableMap<String, StoredBytes> objects, Prefix prefix,
        @Nullable String startAfter) {
      super(objects, prefix, startAfter);
    }

    @Override
    ObjectEntry entry(String key, ObjectEntry object) {
      return object;
    }
  }

  /** Objects and common prefixes of one level. */
  static final class Level extends MemoryListing<ListEntry> {
    private final int prefixLength;

    Level(
        ConcurrentNavigableMap<String, StoredBytes> objects, Prefix prefix,
        @Nullable String startAfter) {
      super(objects, prefix, startAfter);
      this.prefixLength = prefix.value().length();
    }

    @Override
    ListEntry entry(String key, ObjectEntry object) {
      int slash = key.indexOf('/', prefixLength);
      return slash < 0
          ? object
          : new ListEntry.PrefixEntry(new Prefix(key.substring(0, slash + 1)));
    }
  }

  /** Returns the entry that the object belongs to. */
  abstract E entry(String key, ObjectEntry object);

  /** Returns the next entry; empty at the end. */
  Optional<E> next() {
    Map.Entry<String, StoredBytes> found = first();
    while (found != null && found.getKey().startsWith(prefix)) {
      E entry = entry(found.getKey(), found.getValue().listed());
      if (after == null || KeyOrder.INSTANCE.compare(entry.text(), after) > 0) {
        after = entry.text();
        return Optional.of(entry);
      }
      found = objects.higherEntry(found.getKey());
    }
    return Optional.empty();
  }

  private Map.@Nullable Entry<String, StoredBytes> first() {
    return after == null || KeyOrder.INSTANCE.compare(after, prefix) < 0
        ? objects.ceilingEntry(prefix)
        : objects.higherEntry(after);
  }
}
