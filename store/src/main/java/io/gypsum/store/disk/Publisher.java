package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashSet;
import java.util.Set;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.core.retry.Deadline;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.PutCondition;
import io.gypsum.store.StoreException;

/**
 * Publishes staged files, each in one atomic step.
 *
 * <p>A Create is a hard link and needs no lock: only a delete makes the name available, and a conditional replacement finds no
 * object to replace. The same applies to a copy under a name that is not in use. All other changes of a file hold the lock of its key, so that the file cannot change between the
 * comparison of an {@link PutCondition.IfMatch} and the rename.
 */
final class Publisher {
  /** An attempt fails if, at the same moment, the directory is deleted or an object with this key is created or deleted. */
  private static final int MAX_ATTEMPTS = 100;
  /** A file system error that occurs in this many attempts is permanent. */
  private static final int MAX_FAILED_ATTEMPTS = 10;

  private final DirectoryTree tree;
  private final ObjectReader reader;
  private final DirectorySync directorySync;
  private final StripedLocks locks;

  Publisher(
      DirectoryTree tree, ObjectReader reader, DirectorySync directorySync, StripedLocks locks) {
    this.tree = tree;
    this.reader = reader;
    this.directorySync = directorySync;
    this.locks = locks;
  }

  /**
   * Returns whether the condition holds now. If it does not, the write fails; if it does, it may no longer hold when
   * {@link #publish} checks it again.
   */
  boolean holds(Key key, Path target, PutCondition condition) throws IOException {
    if (condition instanceof PutCondition.Create) {
      // Usually the name is free, which the first call finds out without the cost of an exception.
      return !Files.exists(target) || reader.state(target) == null;
    }
    if (condition instanceof PutCondition.IfMatch match) {
      ObjectInfo info = reader.head(key);
      return info != null && info.etag().equals(match.etag());
    }
    return true;
  }

  /**
   * Returns false when the condition does not hold.
   *
   * @param durability of the name of the object
   * @throws StoreException with outcome NOT_DONE when {@code deadline} passed before the object could be published
   */
  boolean publish(
      Key key, Path target, StagedFile staged, PutCondition condition, Deadline deadline,
      Durability durability) {
    if (condition instanceof PutCondition.Create && durability == Durability.DEFERRED
        && tryLink(key, target, staged.file(), deadline, durability)) {
      return true;
    }
    Set<Path> changed = new LinkedHashSet<>();
    boolean published = false;
    try {
      for (int i = 0; i < MAX_ATTEMPTS && !published; i++) {
        Attempt attempt =
            attempt(
                key, target, staged, condition, deadline, changed, i < MAX_FAILED_ATTEMPTS);
        if (attempt == Attempt.NOT_MET) {
          return false;
        }
        published = attempt == Attempt.PUBLISHED;
      }
      if (!published) {
        throw new StoreException(
            "cannot write '" + key + "': it conflicted with concurrent changes " + MAX_ATTEMPTS
                + " times; try again later",
            CallOutcome.NOT_DONE, true, null);
      }
      if (durability == Durability.SYNCED) {
        changed.add(KeyPaths.parent(target));
        directorySync.sync(changed);
      }
      return true;
    } catch (IOException e) {
      boolean notDone = !published && staged.isUnpublished();
      throw DiskErrors
          .of("write '" + key + "'", notDone ? CallOutcome.NOT_DONE : CallOutcome.UNKNOWN, e);
    } finally {
      if (!published) {
        removeUnusedParents(target);
      }
    }
  }

  /**
   * Gives a file another name if that is not in use. Detects with a delay of up to {@link KeyPaths.RecentDirectories#MAX_AGE} that
   * a directory above the name was replaced by a link.
   *
   * @param file in the temporary directory, or of an object
   * @param durability of the name
   * @return false if it has not been given that name, for any reason; {@link #publish} then finds out which
   * @throws StoreException with outcome NOT_DONE when {@code deadline} passed before the name could be given
   */
  boolean tryLink(
      Key key, Path target, Path file, Deadline deadline, Durability durability) {
    Set<Path> changed = new LinkedHashSet<>();
    boolean linked = false;
    try {
      changed.addAll(tree.createRecentParents(key, target));
      requireTime(key, deadline);
      Files.createLink(target, file);
      linked = true;
      if (durability == Durability.SYNCED) {
        changed.add(KeyPaths.parent(target));
        directorySync.sync(changed);
      }
      return true;
    } catch (IOException e) {
      if (linked) {
        throw DiskErrors.of("write '" + key + "'", CallOutcome.UNKNOWN, e);
      }
      return false;
    } finally {
      if (!linked && !changed.isEmpty()) {
        removeUnusedParents(target);
      }
    }
  }

  private enum Attempt {
    PUBLISHED,
    NOT_MET,
    /** A conflicting file or a required directory was deleted meanwhile. */
    AGAIN
  }

  /**
   * @param changed receives the directories to which other names were added
   * @param toleratesErrors whether an error of the file system leads to another attempt
   */
  private Attempt attempt(
      Key key, Path target, StagedFile staged, PutCondition condition, Deadline deadline,
      Set<Path> changed, boolean toleratesErrors)
      throws IOException {
    try {
      changed.addAll(tree.createParents(key, target));
      if (condition instanceof PutCondition.Create) {
        requireTime(key, deadline);
        staged.publishAsNew(target);
        return Attempt.PUBLISHED;
      }
      try (StripedLocks.Held held = locks.acquire(key)) {
        if (!holds(key, target, condition)) {
          return Attempt.NOT_MET;
        }
        requireTime(key, deadline);
        staged.publishOver(target);
        return Attempt.PUBLISHED;
      }
    } catch (NoSuchFileException e) {
      if (staged.isLost()) {
        throw e;
      }
      return Attempt.AGAIN;
    } catch (FileAlreadyExistsException e) {
      return reader.state(target) != null ? Attempt.NOT_MET : clear(key, target);
    } catch (FileSystemException e) {
      BasicFileAttributes attributes = tree.attributes(target);
      if (attributes != null && attributes.isDirectory()) {
        return clear(key, target);
      }
      if (toleratesErrors) {
        return Attempt.AGAIN;
      }
      throw e;
    }
  }

  private static void requireTime(Key key, Deadline deadline) {
    if (deadline.hasPassed()) {
      throw StoreException.deadlinePassed("write '" + key + "'");
    }
  }

  /** Deletes an empty directory with the name of the target, which a crash may leave. */
  private Attempt clear(Key key, Path target) throws IOException {
    BasicFileAttributes attributes = tree.attributes(target);
    if (attributes == null || attributes.isRegularFile()) {
      return Attempt.AGAIN;
    }
    if (!attributes.isDirectory()) {
      throw tree.conflict(key, target, attributes);
    }
    if (tree.containsObject(target, key + "/")) {
      throw DirectoryTree.bothFileAndDirectory(key, key.value());
    }
    tree.removeWithoutObjects(target);
    return Attempt.AGAIN;
  }

  /** Deletes parents that are still empty. */
  private void removeUnusedParents(Path target) {
    try {
      tree.removeEmpty(Set.of(KeyPaths.parent(target)));
    } catch (IOException e) {
      // An empty directory is not an object; the failure of the write matters more.
    }
  }
}
