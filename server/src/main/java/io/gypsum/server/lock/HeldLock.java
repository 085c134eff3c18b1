package io.gypsum.server.lock;

import java.util.Objects;

import io.gypsum.core.document.Journal;
import io.gypsum.core.document.Lock;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.ETag;

/** A lock that this server holds, in the state it wrote last. For one thread. */
public final class HeldLock {
  private final ProjectName project;
  private Lock lock;
  private ETag etag;

  HeldLock(ProjectName project, Lock lock, ETag etag) {
    this.project = project;
    this.lock = lock;
    this.etag = etag;
  }

  public ProjectName project() {
    return project;
  }

  /** What the lock says beyond the wire contract. Only locks that have it can be held. */
  public Journal journal() {
    return Objects.requireNonNull(lock.journal());
  }

  public boolean isDecided() {
    return journal().isDecided();
  }

  /** Whether the lock was decided to be {@code operation}, or was taken for it. */
  public boolean isFor(Operation operation) {
    return operation.isOf(journal().operation());
  }

  Lock lock() {
    return lock;
  }

  ETag etag() {
    return etag;
  }

  void wrote(Lock newLock, ETag newEtag) {
    lock = newLock;
    etag = newEtag;
  }
}
