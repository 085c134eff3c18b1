package io.gypsum.store;

import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;

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
   * Lists in the order of the keys' UTF-8 bytes, lazily: memory does not grow with the number of keys below a prefix
   * (a backend may hold the names of one directory). Objects that come or go during the listing may or may not be in
   * it; all others are, once. The caller closes the stream. Failures surface from the stream as {@link StoreException}.
   */
  Stream<ListEntry> list(ListRequest request);

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
