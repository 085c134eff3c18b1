package io.gypsum.store.lock;

import java.util.Objects;

import io.gypsum.core.document.Journal;
import io.gypsum.core.document.Lock;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.ETag;
import io.gypsum.store.bucket.StoredDocument;

/**
 * A lock in the state in which its holder last wrote or read it. Every change of the lock is conditional on this state,
 * so a holder that has lost the lock cannot change it. Used by one thread.
 */
public final class HeldLock {
  private final ProjectName project;
  private Lock lock;
  private ETag etag;

  HeldLock(ProjectName project, Lock lock, ETag etag) {
    this.project = project;
    this.lock = lock;
    this.etag = etag;
  }

  /** Continues to hold a lock that an earlier request acquired. It must have a journal. */
  public HeldLock(ProjectName project, StoredDocument<Lock> stored) {
    this(project, stored.document(), stored.etag());
  }

  public ProjectName project() {
    return project;
  }

  public Journal journal() {
    return Objects.requireNonNull(lock.journal(), "locks without a journal cannot be held");
  }

  /** Returns the hash that identifies the session of this lock. */
  public String sessionHash() {
    return lock.sessionHash();
  }

  /** Returns whether the lock contains the steps of an operation. */
  public boolean isCommitted() {
    return journal().isCommitted();
  }

  /** Returns whether the lock was acquired for {@code operation}, or contains its steps. */
  public boolean isFor(Operation operation) {
    return operation.isNamed(journal().operation());
  }

  Lock lock() {
    return lock;
  }

  ETag etag() {
    return etag;
  }

  void written(Lock newLock, ETag newEtag) {
    lock = newLock;
    etag = newEtag;
  }
}
