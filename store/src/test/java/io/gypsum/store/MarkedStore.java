package io.gypsum.store;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

import io.gypsum.core.name.Prefix;
import io.gypsum.store.ListEntry.PrefixEntry;
import org.jspecify.annotations.Nullable;

/** A store with directory markers, as an object store can have them. */
public final class MarkedStore extends ForwardingStore {
  public final ConcurrentSkipListSet<String> markers = new ConcurrentSkipListSet<>();

  public MarkedStore(Store delegate, String... markers) {
    super(delegate);
    this.markers.addAll(List.of(markers));
  }

  @Override
  public Stream<PrefixEntry> listMarkers(Prefix prefix, @Nullable String startAfter) {
    return markers.stream()
        .filter(marker -> marker.startsWith(prefix.value()))
        .filter(marker -> startAfter == null || marker.compareTo(startAfter) > 0)
        .map(marker -> new PrefixEntry(new Prefix(marker)));
  }

  @Override
  public void deleteMarkers(Collection<PrefixEntry> deleted) {
    deleted.forEach(marker -> markers.remove(marker.text()));
  }
}
