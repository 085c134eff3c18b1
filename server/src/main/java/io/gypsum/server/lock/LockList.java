package io.gypsum.server.lock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import io.gypsum.core.GypsumException;
import io.gypsum.core.LogLine;
import io.gypsum.core.concurrent.OnInterrupt;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.ReadStore;
import io.gypsum.store.bucket.BucketNames;
import io.gypsum.store.lock.ProjectLocks;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Caches the locks of all projects. Reading them takes one request to the store for each project, so they are read in the
 * background when they are requested, at most once in {@link #MAX_AGE}. Thread-safe.
 */
public final class LockList {
  /** Maximum number of locks that are kept; the others are only counted. */
  public static final int MAX_LOCKS = 10_000;
  static final Duration MAX_AGE = Duration.ofSeconds(5);
  private static final int CONCURRENCY = 8;
  private static final OnInterrupt ON_INTERRUPT =
      OnInterrupt.unavailable("reading the locks was interrupted");
  private static final Comparator<LockedProject> OLDEST_FIRST =
      Comparator.comparing(LockList::since).thenComparing(lock -> lock.project().value());
  private static final Logger LOG = LoggerFactory.getLogger(LockList.class);

  private final ReadStore store;
  private final ProjectLocks locks;
  private final InstantSource clock;
  /** Projects whose locks have changed since the last read began. */
  private final Set<ProjectName> changed = ConcurrentHashMap.newKeySet();
  /** Held while {@link #latest} is replaced, which may read locks; never by callers that only wait for a limited time. */
  private final ReentrantLock publication = new ReentrantLock();
  private volatile @Nullable LockSnapshot latest;
  private volatile @Nullable String problem;
  /** Guarded by this. */
  private @Nullable CompletableFuture<Void> running;

  public LockList(ReadStore store, ProjectLocks locks, InstantSource clock) {
    this.store = store;
    this.locks = locks;
    this.clock = clock;
  }

  /**
   * The locks at one time.
   *
   * @param readAt when they began to be read
   * @param locks at most {@link #MAX_LOCKS}, oldest first
   * @param count the number of all locks that could be read
   * @param unreadable the number of corrupt locks
   */
  public record LockSnapshot(Instant readAt, List<LockedProject> locks, int count, int unreadable) {
    public LockSnapshot {
      locks = List.copyOf(locks);
    }

    /** Returns the uploads, oldest first. */
    public List<LockedProject> uploads() {
      return locks.stream().filter(LockedProject::isUpload).toList();
    }
  }

  /**
   * Returns the locks, and starts to read them again if they are old.
   *
   * @param maxWait how long to wait until they are read
   * @return empty if they were never read; {@link #problem} may be the reason
   */
  public Optional<LockSnapshot> latest(Duration maxWait) {
    if (!isRecent()) {
      await(start(), maxWait);
    }
    return Optional.ofNullable(latest);
  }

  /** Returns why the last attempt to read the locks failed; null if it did not. */
  public @Nullable String problem() {
    return problem;
  }

  /**
   * Returns the lock of one project as it is now.
   *
   * @return empty if the project is not locked
   */
  public Optional<LockedProject> read(ProjectName project) {
    return locks.read(project).map(stored -> LockedProject.of(project, stored.document()));
  }

  /** Reads the lock of a project again, which this server has changed. */
  public void update(ProjectName project) {
    changed.add(project);
    publication.lock();
    try {
      LockSnapshot snapshot = latest;
      if (snapshot != null) {
        latest = updated(snapshot, project);
      }
    } finally {
      publication.unlock();
    }
  }

  private LockSnapshot updated(LockSnapshot snapshot, ProjectName project) {
    List<LockedProject> others =
        new ArrayList<>(
            snapshot.locks().stream().filter(lock -> !lock.project().equals(project)).toList());
    int count = snapshot.count() - (snapshot.locks().size() - others.size());
    Optional<LockedProject> now = read(project);
    now.ifPresent(others::add);
    others.sort(OLDEST_FIRST);
    return new LockSnapshot(
        snapshot.readAt(), others.subList(0, Math.min(MAX_LOCKS, others.size())),
        count + (now.isPresent() ? 1 : 0), snapshot.unreadable());
  }

  private boolean isRecent() {
    LockSnapshot snapshot = latest;
    return snapshot != null && snapshot.readAt().plus(MAX_AGE).isAfter(clock.instant());
  }

  private synchronized CompletableFuture<Void> start() {
    CompletableFuture<Void> current = running;
    if (current == null || current.isDone()) {
      current =
          CompletableFuture.runAsync(this::readAll, Thread.ofVirtual().name("lock list")::start);
      running = current;
    }
    return current;
  }

  private static void await(CompletableFuture<Void> read, Duration maxWait) {
    try {
      read.get(maxWait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // The caller uses older locks.
    } catch (ExecutionException e) {
      throw new IllegalStateException("failures are kept as the problem", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readAll() {
    try {
      changed.clear();
      publish(scan());
      problem = null;
    } catch (RuntimeException e) {
      LOG.warn("The locks were not read for the pages of administrators: {}", LogLine.of(e));
      problem =
          e instanceof GypsumException known
              ? known.reason()
              : "an internal error; the server's log contains the cause";
    }
  }

  private void publish(LockSnapshot read) {
    publication.lock();
    try {
      LockSnapshot snapshot = read;
      for (ProjectName project : changed) {
        snapshot = updated(snapshot, project);
      }
      latest = snapshot;
    } finally {
      publication.unlock();
    }
  }

  private LockSnapshot scan() {
    Instant start = clock.instant();
    AtomicInteger unreadable = new AtomicInteger();
    List<LockedProject> found =
        Parallel.map(
            new BucketNames(store).projects(), CONCURRENCY, ON_INTERRUPT,
            project -> read(project, unreadable))
            .stream()
            .flatMap(Optional::stream)
            .sorted(OLDEST_FIRST)
            .toList();
    return new LockSnapshot(
        start, found.subList(0, Math.min(MAX_LOCKS, found.size())), found.size(),
        unreadable.get());
  }

  private Optional<LockedProject> read(ProjectName project, AtomicInteger unreadable) {
    try {
      return read(project);
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.CORRUPT) {
        throw e;
      }
      unreadable.incrementAndGet();
      return Optional.empty();
    }
  }

  private static Instant since(LockedProject lock) {
    return lock.holding() == null ? Instant.MIN : lock.holding().since();
  }
}
