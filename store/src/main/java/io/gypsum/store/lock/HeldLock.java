package io.gypsum.store.lock;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

import io.gypsum.core.document.Journal;
import io.gypsum.core.document.Lock;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.ETag;
import io.gypsum.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * A lock in the state in which its holder last wrote or read it. Every change of the lock is conditional on this state,
 * so a holder that has lost the lock cannot change it. Used by one thread, except {@link #timeLeft} and {@link #store}.
 */
public final class HeldLock {
  private final ProjectName project;
  private final InstantSource clock;
  private final Store store;
  /** Volatile, since threads that write compare the end of the lease. */
  private volatile Lock lock;
  private ETag etag;

  /** @param store the whole store; see {@link #store} */
  HeldLock(ProjectName project, Lock lock, ETag etag, Store store, InstantSource clock) {
    this.project = project;
    this.clock = clock;
    this.lock = lock;
    this.etag = etag;
    this.store = store.withDeadline(this::timeLeft);
  }

  public ProjectName project() {
    return project;
  }

  /**
   * Returns the store for writes under this lock: they take effect before the lease ends, or not at all. So no write of this
   * holder changes what another process writes after it has taken over the lock. Ensure with {@link
   * ProjectLocks#renewIfDue}, before each write, that enough of the lease is left for it.
   */
  public Store store() {
    return store;
  }

  /** Returns the time until the lease ends; negative when it has ended. */
  public Duration timeLeft() {
    return Duration.between(clock.instant(), journal().until());
  }

  public Journal journal() {
    return Objects.requireNonNull(lock.journal(), "locks without a journal cannot be held");
  }

  /** Returns the hash that identifies the session of this lock. */
  public String sessionHash() {
    return lock.sessionHash();
  }

  /** Returns the recorded organizations of the user of an upload; null if they are unknown. */
  public @Nullable List<String> organizations() {
    return lock.organizations();
  }

  /** Returns the boot of the machine during which an upload started, as recorded; null if each file is durable when it is received. */
  public @Nullable String bootId() {
    return lock.bootId();
  }

  /** Returns whether the lock contains the steps of an operation. */
  public boolean isCommitted() {
    return journal().isCommitted();
  }

  /** Returns whether the lock was acquired for {@code operation}, or contains its steps. */
  public boolean isFor(Operation operation) {
    return operation.isNamed(journal().operation());
  }

  /** Returns whether the lock was acquired for the upload of {@code version}. */
  public boolean isForUploadOf(AssetVersion version) {
    return project.equals(version.project())
        && version.asset().value().equals(lock.asset())
        && version.version().value().equals(lock.version());
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
