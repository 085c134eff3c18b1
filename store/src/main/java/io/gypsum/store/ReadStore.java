package io.gypsum.store;

import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ListEntry.PrefixEntry;
import org.jspecify.annotations.Nullable;

/**
 * The read side of a store: objects with names, which are immutable or replaced as a whole. For every backend:
 *
 * <ul>
 *   <li>A reader receives an object as one write left it, never a part of it or a mixture of two writes.
 *   <li>Reads and listings include every write that completed before they began.
 *   <li>All methods are thread-safe. They block; an interrupted call fails with a {@link StoreException}, and the interrupt
 *       status of the thread stays set.
 *   <li>A failure of the store is a {@link StoreException}. An object that does not exist is an empty result, never a
 *       failure.
 * </ul>
 */
public interface ReadStore extends AutoCloseable {
  /** Returns the properties of an object; empty when it does not exist. */
  Optional<ObjectInfo> head(Key key);

  /**
   * Opens an object for reading; empty when it does not exist. The caller closes it. An open object stays readable and
   * unchanged when the object is replaced or deleted, or reading fails; other bytes are never returned.
   *
   * @param range the bytes to read, {@link ByteRange#ALL} for all; a range that extends beyond the end is cut there
   */
  Optional<StoredObject> get(Key key, ByteRange range);

  /**
   * Lists the objects whose keys start with {@code prefix}, in the order of the keys' UTF-8 bytes.
   *
   * <p>The stream is lazy: memory use does not grow with the number of keys below the prefix (a backend may hold the names of
   * one directory). Objects created or deleted during the listing may or may not be included; each other object is included
   * exactly once. The caller closes the stream. The stream throws {@link StoreException} when the listing fails.
   *
   * @param prefix need not end with {@code /}
   * @param startAfter include only keys that sort strictly after this text; null to include all
   */
  Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter);

  /** Lists all objects whose keys start with {@code prefix}; see {@link #list(Prefix, String)}. */
  default Stream<ObjectEntry> list(Prefix prefix) {
    return list(prefix, null);
  }

  /**
   * Lists one level below {@code prefix}: the objects whose keys contain no further {@code /} after the prefix, and for all
   * other keys their common prefixes up to and including that {@code /}, each once. Otherwise as
   * {@link #list(Prefix, String)}; entries are sorted by {@link ListEntry#text}.
   *
   * @param startAfter include only entries whose text sorts strictly after this; null to include all
   */
  Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter);

  /** Lists one level below {@code prefix} from its start; see {@link #listLevel(Prefix, String)}. */
  default Stream<ListEntry> listLevel(Prefix prefix) {
    return listLevel(prefix, null);
  }

  /**
   * Lists directory markers: objects whose names end with {@code /}, which programs that show a bucket as directories create in object
   * stores. Their names are not keys, and no other listing contains them. Otherwise as {@link #list(Prefix, String)}.
   *
   * @return each marker as the prefix that it marks; nothing for stores that cannot contain markers
   */
  default Stream<PrefixEntry> listMarkers(Prefix prefix, @Nullable String startAfter) {
    return Stream.empty();
  }

  /** Lists all directory markers that start with {@code prefix}; see {@link #listMarkers(Prefix, String)}. */
  default Stream<PrefixEntry> listMarkers(Prefix prefix) {
    return listMarkers(prefix, null);
  }

  /**
   * Returns the file of the local file system that contains exactly the bytes of an object, so that the operating system can
   * send it; empty when there is no such object or no such file. The file must only be read. After the object was replaced or
   * deleted, the path may name another file or none; stores therefore return no file for internal objects, which may be
   * replaced while they are read.
   */
  default Optional<LocalFile> localFile(Key key) {
    return Optional.empty();
  }

  /** Releases the resources of the store. Calls in progress may fail. Closing twice has no effect. */
  @Override
  void close();
}
