package io.gypsum.store.memory;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;

import io.gypsum.core.name.Prefix;
import io.gypsum.store.KeyOrder;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListRequest;
import org.jspecify.annotations.Nullable;

/** Walks the sorted map from where the last answer ended, so writes meanwhile do no harm. Not thread-safe. */
final class MemoryListing {
  private final ConcurrentNavigableMap<String, StoredBytes> objects;
  private final ListRequest request;
  /** Text of the last answer, or where the listing starts; null before the first of a listing without start. */
  private @Nullable String after;

  MemoryListing(ConcurrentNavigableMap<String, StoredBytes> objects, ListRequest request) {
    this.objects = objects;
    this.request = request;
    this.after = request.startAfter();
  }

  /** The next line; empty at the end. */
  Optional<ListEntry> next() {
    String prefix = request.prefix().value();
    Map.Entry<String, StoredBytes> found = first(prefix);
    while (found != null && found.getKey().startsWith(prefix)) {
      ListEntry entry = entry(found.getKey(), found.getValue());
      if (after == null || KeyOrder.INSTANCE.compare(entry.text(), after) > 0) {
        after = entry.text();
        return Optional.of(entry);
      }
      found = objects.higherEntry(found.getKey());
    }
    return Optional.empty();
  }

  private Map.@Nullable Entry<String, StoredBytes> first(String prefix) {
    return after == null || KeyOrder.INSTANCE.compare(after, prefix) < 0
        ? objects.ceilingEntry(prefix)
        : objects.higherEntry(after);
  }

  private ListEntry entry(String key, StoredBytes object) {
    int slash = key.indexOf('/', request.prefix().value().length());
    return request.recursive() || slash < 0
        ? new ListEntry.ObjectEntry(
            object.info.key(), object.info.sizeBytes(), object.info.lastModified())
        : new ListEntry.PrefixEntry(new Prefix(key.substring(0, slash + 1)));
  }
}
