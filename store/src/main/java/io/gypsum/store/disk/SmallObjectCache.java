package io.gypsum.store.disk;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.gypsum.store.ByteRange;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * Caches the content of small files that were read recently, up to 16 MiB in total. Callers have just read the state of
 * the file, and have checked that its directory is not a link. While the state is unchanged, so is the content: the
 * file need not be opened, read and closed, which is most of the cost of a small read. Several files
 * share a slot, which contains the one read last. Thread-safe.
 */
final class SmallObjectCache {
  static final int MAX_BYTES = 4096;
  /** A power of two. */
  private static final int SLOTS = 4096;

  private final AtomicReferenceArray<@Nullable Small> slots = new AtomicReferenceArray<>(SLOTS);

  private static final class Small {
    final Path path;
    final FileState state;
    final ObjectInfo info;
    final byte[] content;

    Small(Path path, FileState state, ObjectInfo info, byte[] content) {
      this.path = path;
      this.state = state;
      this.info = info;
      this.content = content;
    }
  }

  /**
   * Returns the cached object, or null if there is none for this state.
   *
   * @param state current state of the file
   */
  @Nullable
  StoredObject find(Path path, FileState state, ByteRange range) {
    Small small = slots.get(slot(path));
    return small != null && small.state.isSameFileAs(state) && small.path.equals(path)
        ? object(small.info, small.content, range)
        : null;
  }

  /** Adds the content of a file that had this state before and after it was opened. */
  void add(Path path, FileState state, ObjectInfo info, byte[] content) {
    slots.set(slot(path), new Small(path, state, info, content));
  }

  static StoredObject object(ObjectInfo info, byte[] content, ByteRange range) {
    int offset = (int) Math.min(range.offset(), content.length);
    int length = (int) range.lengthWithin(content.length);
    return new StoredObject(info, new ByteArrayInputStream(content, offset, length));
  }

  private static int slot(Path path) {
    int hash = path.hashCode();
    return (hash ^ (hash >>> 16)) & (SLOTS - 1);
  }
}
