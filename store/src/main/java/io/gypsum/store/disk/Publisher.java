package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashSet;
import java.util.Set;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.PutCondition;
import io.gypsum.store.StoreException;

/**
 * Gives staged files their names, one atomic step each.
 *
 * <p>Create is a hard link and needs no lock: only a delete frees the name, and a replacement that depends on what is
 * there finds nothing to replace. All that replaces or removes a file holds the key's lock, so that nothing comes between
 * an {@link PutCondition.IfMatch}'s look at the file and its rename.
 */
final class Publisher {
  /** A try fails when a delete has removed the directory, or an object came and went, at just that moment. */
  private static final int MAX_TRIES = 100;
  /** An error that is here to stay comes this often. */
  private static final int FORGIVEN_TRIES = 10;

  private final Tree tree;
  private final ObjectReader reader;
  private final Durability durability;
  private final StripedLocks locks;

  Publisher(Tree tree, ObjectReader reader, Durability durability, StripedLocks locks) {
    this.tree = tree;
    this.reader = reader;
    this.durability = durability;
    this.locks = locks;
  }

  /** Whether the condition holds right now. A no is an answer; after a yes only {@link #publish} decides. */
  boolean holds(Key key, Path target, PutCondition condition) throws IOException {
    if (condition instanceof PutCondition.Create) {
      return reader.state(target) == null;
    }
    if (condition instanceof PutCondition.IfMatch match) {
      ObjectInfo info = reader.head(key);
      return info != null && info.etag().equals(match.etag());
    }
    return true;
  }

  /** @return whether the condition held and the object is there, durably */
  boolean publish(Key key, Path target, StagedFile staged, PutCondition condition) {
    Set<Path> changed = new LinkedHashSet<>();
    boolean published = false;
    try {
      for (int i = 0; i < MAX_TRIES && !published; i++) {
        Attempt attempt = attempt(key, target, staged, condition, changed, i < FORGIVEN_TRIES);
        if (attempt == Attempt.NOT_MET) {
          return false;
        }
        published = attempt == Attempt.PUBLISHED;
      }
      if (!published) {
        throw new StoreException(
            "cannot write '" + key + "': what was in its way, or its directory, came and went "
                + MAX_TRIES + " times; try again later",
            CallOutcome.NOT_DONE, true, null);
      }
      changed.add(KeyPaths.parent(target));
      durability.sync(changed);
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

  private enum Attempt {
    PUBLISHED,
    NOT_MET,
    /** Something that was in the way is gone, or something that was needed. */
    AGAIN
  }

  /**
   * @param changed gets the directories in which other names appeared
   * @param forgives whether an error that may pass, with what was in the way, is forgiven
   */
  private Attempt attempt(
      Key key, Path target, StagedFile staged, PutCondition condition, Set<Path> changed,
      boolean forgives)
      throws IOException {
    try {
      changed.addAll(tree.makeParents(key, target));
      if (condition instanceof PutCondition.Create) {
        staged.publishAsNew(target);
        return Attempt.PUBLISHED;
      }
      try (StripedLocks.Held held = locks.acquire(key)) {
        if (!holds(key, target, condition)) {
          return Attempt.NOT_MET;
        }
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
      if (forgives) {
        return Attempt.AGAIN;
      }
      throw e;
    }
  }

  /** Removes a directory without files from the target's place, where a crash may leave one. */
  private Attempt clear(Key key, Path target) throws IOException {
    BasicFileAttributes attributes = tree.attributes(target);
    if (attributes == null || attributes.isRegularFile()) {
      return Attempt.AGAIN;
    }
    if (!attributes.isDirectory()) {
      throw tree.inTheWay(key, target, attributes);
    }
    if (tree.holdsObject(target, key + "/")) {
      throw Tree.bothFileAndDirectory(key, key.value());
    }
    tree.removeHollow(target);
    return Attempt.AGAIN;
  }

  /** Without effect on directories that others have put something into. */
  private void removeUnusedParents(Path target) {
    try {
      tree.removeEmpty(Set.of(KeyPaths.parent(target)));
    } catch (IOException e) {
      // An empty directory is no object; the failure that led here matters more.
    }
  }
}
