package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.core.retry.Deadline;
import io.gypsum.store.StoreException;

/**
 * Deletes objects and the directories that become empty. Objects with the same lock are deleted together, since locking takes as
 * long as deleting. Thread-safe.
 */
final class ObjectDeletion {
  /** How many objects are deleted while other writers of keys with the same lock wait; each takes about 10 µs. */
  static final int MAX_DELETED_IN_ONE_LOCK = 32;

  private final KeyPaths paths;
  private final DirectoryTree tree;
  private final BucketPresence presence;
  private final DiskReserve reserve;
  private final StripedLocks locks;
  private final DirectorySync directorySync;

  ObjectDeletion(
      DiskReadStore reads, DiskReserve reserve, StripedLocks locks, DirectorySync directorySync) {
    this.paths = reads.paths();
    this.tree = reads.tree();
    this.presence = reads.presence();
    this.reserve = reserve;
    this.locks = locks;
    this.directorySync = directorySync;
  }

  /** Deletes objects, as {@link io.gypsum.store.Store#delete} describes. */
  void delete(Collection<Key> keys, Deadline deadline) {
    Call call = new Call(keys, deadline);
    try {
      // Some file systems need space to delete a file.
      boolean foundAll = reserve.use(call::run);
      directorySync.sync(tree.removeEmpty(call.changed));
      if (!foundAll) {
        presence.require();
      }
    } catch (IOException e) {
      throw DiskErrors.of(
          call.action(), call.changed.isEmpty() ? CallOutcome.NOT_DONE : CallOutcome.UNKNOWN, e);
    }
  }

  private final class Call {
    private final Collection<Key> keys;
    private final Deadline deadline;
    /** The directories of objects that were deleted. */
    private final Set<Path> changed = new LinkedHashSet<>();
    /**
     * Directories that were reached without symbolic links. Many keys of a call have the same directory, and to check it takes
     * longer than to delete a file.
     */
    private final Set<Path> reachable = new HashSet<>();

    Call(Collection<Key> keys, Deadline deadline) {
      this.keys = keys;
      this.deadline = deadline;
    }

    String action() {
      return "delete "
          + (keys.size() == 1 ? "'" + keys.iterator().next() + "'" : keys.size() + " keys");
    }

    /** Returns whether all objects existed. */
    boolean run() throws IOException {
      boolean foundAll = true;
      for (List<Key> sameLock : StripedLocks.withSameLock(keys, MAX_DELETED_IN_ONE_LOCK)) {
        int first = 0;
        while (first < sameLock.size() && !isObject(sameLock.get(first))) {
          first++;
          foundAll = false;
        }
        if (first < sameLock.size()) {
          try (StripedLocks.Held held = locks.acquire(sameLock.get(first))) {
            for (Key key : sameLock.subList(first, sameLock.size())) {
              foundAll &= deleteLocked(key);
            }
          }
        }
      }
      return foundAll;
    }

    /** Returns whether the object existed. */
    private boolean deleteLocked(Key key) throws IOException {
      if (deadline.hasPassed()) {
        StoreException failure = StoreException.deadlinePassed(action());
        throw changed.isEmpty() ? failure : failure.withUnknownOutcome();
      }
      if (!isObject(key)) {
        return false;
      }
      Path path = Objects.requireNonNull(paths.find(key));
      changed.add(KeyPaths.parent(path));
      Files.deleteIfExists(path);
      return true;
    }

    private boolean isObject(Key key) throws IOException {
      Path path = paths.find(key);
      BasicFileAttributes attributes = path == null ? null : tree.attributes(path);
      if (path == null || attributes == null || !attributes.isRegularFile()) {
        return false;
      }
      Path parent = KeyPaths.parent(path);
      if (reachable.contains(parent)) {
        return true;
      }
      return paths.isReachable(path) && reachable.add(parent);
    }
  }
}
