package io.gypsum.store;

import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ListEntry.ObjectEntry;
import org.jspecify.annotations.Nullable;

/**
 * The read side of a store of immutable or replaced-as-a-whole objects with names.
 *
 * <p>What holds for every backend:
 *
 * <ul>
 *   <li>A reader sees an object as one write left it, never a part of it or a mixture of two.
 *   <li>Reads see every write that was done before they began (read after write, list after write).
 *   <li>All methods may be called from any thread. They block; a call that an interrupt cuts short fails with a
 *       {@link StoreException}, and the thread stays interrupted.
 *   <li>A failure of the store is a {@link StoreException}; absence is an empty result, never a failure.
 * </ul>
 */
public interface ReadStore extends AutoCloseable {
  /** What is known of an object without its bytes; empty when there is none. */
  Optional<ObjectInfo> head(Key key);

  /**
   * Opens an object for reading; empty when there is none. The caller closes it. What was opened stays readable and
   * unchanged even if the object is replaced or deleted meanwhile, or reading fails: it never turns into other bytes.
   *
   * @param range which bytes; {@link ByteRange#ALL} for all. What lies beyond the end is not there: the body is shorter
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
   * The file of the local file system that holds exactly the object's bytes, for a caller that can have the system send
   * it; empty when there is no such object or no such file. The file must only be read. Once the object is replaced or
   * deleted, the path may name another file or none; a store therefore gives no file for internal objects, which are
   * replaced while they are read.
   */
  default Optional<LocalFile> localFile(Key key) {
    return Optional.empty();
  }

  /** Frees what the store holds. Calls that still run may fail. Closing twice is allowed. */
  @Override
  void close();
}
