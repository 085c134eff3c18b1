package io.gypsum.server.index;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoredObject;
import io.gypsum.store.disk.DiskReadStore;
import org.jspecify.annotations.Nullable;

/**
 * The files of a directory of indices that are meant for everyone. It gives no local files, since these are replaced while
 * they are sent: what was opened stays what it was.
 */
final class PublishedIndices implements ReadStore {
  private final DiskReadStore files;
  private final Set<String> names;

  /** @param directory must be there */
  PublishedIndices(Path directory, Set<String> names) {
    this.files = DiskReadStore.open(directory);
    this.names = Set.copyOf(names);
  }

  @Override
  public Optional<ObjectInfo> head(Key key) {
    return names.contains(key.value()) ? files.head(key) : Optional.empty();
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    return names.contains(key.value()) ? files.get(key, range) : Optional.empty();
  }

  @Override
  public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
    return files.list(prefix, startAfter).filter(entry -> names.contains(entry.text()));
  }

  @Override
  public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
    return files.listLevel(prefix, startAfter).filter(entry -> names.contains(entry.text()));
  }

  @Override
  public void close() {
    files.close();
  }
}
