package io.gypsum.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import org.jspecify.annotations.Nullable;

/**
 * A store that can be written to. Beyond what {@link ReadStore} promises:
 *
 * <ul>
 *   <li>A write is all or nothing, and durable when the method returns.
 *   <li>A write's condition is kept against all other writers of the same bucket, in any process: of N simultaneous
 *       {@link PutCondition.Create} on one key exactly one is {@link PutResult.Written}.
 *   <li>After a {@link StoreException} its {@link StoreException#outcome} tells whether the write happened.
 * </ul>
 */
public interface Store extends ReadStore {
  /**
   * Writes an object, if {@code condition} holds. A condition that visibly does not hold may be told without opening
   * {@code content}. When the content cannot be read the store is unchanged: an {@link java.io.IOException} of its source
   * comes as a {@link StoreException}, NOT_DONE and retryable; any other exception passes through as it is.
   *
   * @return whether it was written; a condition that did not hold is a result, not a failure
   * @throws ContentMismatchException when {@code content} is not of the size or the MD5 it says; the store is unchanged
   * @throws io.gypsum.core.GypsumException INVALID when the store cannot hold such a key (see {@link #requireHoldable})
   */
  PutResult put(Key key, Content content, PutCondition condition);

  /**
   * Deletes the objects with these keys; those that are not there, or that the store cannot hold, are no failure. Not
   * atomic: after a failure any of them may be gone, unless its outcome is NOT_DONE.
   */
  void delete(Collection<Key> keys);

  /**
   * Overwrites {@code to} with what {@code from} holds. A store that can does it by itself; otherwise this is a get and a
   * put, through whatever is wrapped around them.
   *
   * @return false when there is no {@code from}; {@code to} is unchanged then
   */
  default boolean copy(Key from, Key to) {
    Optional<StoredObject> found = get(from, ByteRange.ALL);
    if (found.isEmpty()) {
      return false;
    }
    try (StoredObject object = found.get()) {
      put(
          to, Content.streamed(object.body(), object.info().sizeBytes(), null),
          PutCondition.OVERWRITE);
      return true;
    }
  }

  /**
   * Writes an object of the bytes of others, one after the other; beyond that as a {@link #put} of them. A store that can
   * puts them together by itself; otherwise this is gets and a put, through whatever is wrapped around them.
   *
   * @param parts must be there, and stay as they are until this returns
   * @param sizeBytes exactly how many bytes they have together
   * @param md5 what these must hash to, or null when nobody said
   * @throws ContentMismatchException when they are not of that size or MD5; the store is unchanged
   * @throws StoreException also when a part is not there, NOT_DONE then
   */
  default PutResult concatenate(
      List<Key> parts, Key to, long sizeBytes, @Nullable Md5 md5, PutCondition condition) {
    return put(to, Content.ofObjects(this, parts, sizeBytes, md5), condition);
  }

  /** Addresses for others; empty when nobody but this process can reach the store. */
  default Optional<DirectAccess> direct() {
    return Optional.empty();
  }

  /**
   * Whether this store can hold an object of that name, told before anything is written.
   *
   * @throws io.gypsum.core.GypsumException INVALID, naming the limit, when it cannot
   */
  default void requireHoldable(Key key) {}
}
