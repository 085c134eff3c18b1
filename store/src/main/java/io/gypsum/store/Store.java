package io.gypsum.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.Deadline;
import io.gypsum.store.ListEntry.PrefixEntry;
import org.jspecify.annotations.Nullable;

/**
 * A store that can be written to. In addition to the contract of {@link ReadStore}:
 *
 * <ul>
 *   <li>A write is atomic, and durable when the method returns, except in a view of {@link #withDeferredSync}.
 *   <li>The condition of a write is enforced against all other writers of the same bucket, in any process: of N concurrent
 *       {@link PutCondition.Create} of one key exactly one returns {@link PutResult.Written}.
 *   <li>The {@link StoreException#outcome} of a failure states whether the write may have happened.
 * </ul>
 */
public interface Store extends ReadStore {
  /** Listed to check the health of a store; no key of an object starts with it. */
  Prefix HEALTH = new Prefix("..health/");

  /**
   * Writes an object if {@code condition} holds. If the condition does not hold, this may be reported without opening
   * {@code content}. When the content cannot be read, the store is unchanged: an {@link java.io.IOException} of its source is
   * reported as a {@link StoreException} that is NOT_DONE and retryable; any other exception of the source is rethrown
   * unchanged.
   *
   * @return whether the object was written; a condition that does not hold is a result, not a failure
   * @throws ContentMismatchException when {@code content} does not have the announced size or MD5; the store is unchanged
   * @throws io.gypsum.core.GypsumException INVALID when the store does not support the key (see {@link #requireSupported})
   */
  PutResult put(Key key, Content content, PutCondition condition);

  /**
   * Deletes the objects with these keys. Keys that do not exist or are not supported are ignored. Not atomic: after a failure
   * any of the objects may have been deleted, unless the outcome is NOT_DONE.
   */
  void delete(Collection<Key> keys);

  /**
   * Deletes directory markers, as {@link #delete} deletes objects. Has no effect in stores that cannot contain markers.
   *
   * @param markers as {@link #listMarkers} returns them
   */
  default void deleteMarkers(Collection<PrefixEntry> markers) {}

  /**
   * Overwrites {@code to} with the content of {@code from}. Stores that can do so copy without transferring the bytes; this
   * default is a get and a put, which pass through all wrappers. The time of the last modification may be that of the source.
   *
   * @return false when {@code from} does not exist; {@code to} is unchanged then
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
   * Writes an object with the bytes of other objects in sequence; otherwise as {@link #put}. Stores that can do so join the
   * objects without transferring the bytes; this default is gets and a put, which pass through all wrappers.
   *
   * @param parts must exist, and must not change until this method returns
   * @param sizeBytes exact total size of the parts
   * @param md5 expected MD5 of all bytes, or null if it is unknown
   * @throws ContentMismatchException when the bytes do not have that size or MD5; the store is unchanged
   * @throws StoreException with outcome NOT_DONE when a part does not exist
   */
  default PutResult concatenate(
      List<Key> parts, Key to, long sizeBytes, @Nullable Md5 md5, PutCondition condition) {
    return put(to, Content.ofObjects(this, parts, sizeBytes, md5), condition);
  }

  /**
   * Returns a view of this store whose writes take effect before a deadline or not at all. A write that begins after the
   * deadline fails with the outcome NOT_DONE. A running write is cancelled at the deadline; what the backend cannot cancel,
   * such as a request that a service is already executing, may take effect later, and the outcome is UNKNOWN then. Reads are
   * not limited, since they change nothing. The view shares the resources of this store and is closed with it.
   *
   * <p>This default compares the deadline only before each write: sufficient for wrappers in tests and stores in memory.
   */
  default Store withDeadline(Deadline deadline) {
    return new DeadlineStore(this, deadline);
  }

  /**
   * Returns a view of this store whose puts and copies need not be durable before {@link #sync}; everything else remains
   * as it is. A write may therefore be lost or truncated by a power failure although other processes and views could read it. Puts
   * of more than {@link DeferredWrites#MAX_BYTES} are durable in the view, too. A view that was created while {@link
   * #deferredWrites} was empty never defers, so a caller knows before its writes whether a sync is needed.
   *
   * <p>This default defers nothing.
   */
  default Store withDeferredSync() {
    return this;
  }

  /**
   * Makes every write durable that ended before the call, in any view and any process of this machine. Many writes take
   * hardly longer than one. Required only if {@link #deferredWrites} was present after the view was
   * created and before the writes.
   *
   * @throws StoreException when a write of this or another caller may have been lost. Since the kernel reports a failure
   *     only once, no write is deferred from then on, and every later call fails, too
   */
  default void sync() {}

  /**
   * Returns which writes this store defers; empty while every write is durable, even in a view of {@link
   * #withDeferredSync}.
   */
  default Optional<DeferredWrites> deferredWrites() {
    return Optional.empty();
  }

  /**
   * Checks that the store exists and, where that leaves no object behind, that it can be written to. Unlike {@link #head}, it
   * distinguishes a store that no longer exists from one without the object. May take as long as a durable write.
   *
   * @throws StoreException when the store cannot be used
   */
  default void requireUsable() {
    try (Stream<ListEntry> entries = listLevel(HEALTH)) {
      entries.limit(1).forEach(entry -> {});
    }
  }

  /** Returns how clients access this store directly; empty when only this process can reach it. */
  default Optional<DirectAccess> direct() {
    return Optional.empty();
  }

  /**
   * Returns the differences between names that this store ignores: a write of a key that differs only in them from an
   * existing object or prefix is INVALID. A caller that writes several keys has to compare them with each other.
   */
  default NameFolding nameFolding() {
    return NameFolding.NONE;
  }

  /**
   * Checks, without writing anything, that this store supports objects with this key, beside those that exist.
   *
   * @throws io.gypsum.core.GypsumException INVALID when it does not; the reason contains the limit, or the existing name that
   *     the store does not distinguish (see {@link #nameFolding})
   */
  default void requireSupported(Key key) {}
}
