package io.gypsum.server.catalog;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.metadata.index.IndexScope;
import io.gypsum.metadata.sqlite.SqliteConnections;
import io.gypsum.server.maintenance.MaintenanceSchedule;
import io.gypsum.store.Store;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.lock.ProjectLocks;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links of all versions of a bucket, in a local file that is built in the background and can be deleted while the server is
 * stopped. Each answer first reads the log entries since the last one. Thread-safe.
 */
public final class LinkCatalog implements LinkLookup, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkCatalog.class);

  /** Delay before the first scan: it must not slow down the first requests, or servers that run only for seconds. */
  private static final Duration FIRST_DELAY = Duration.ofMinutes(1);
  private static final Duration UPDATE_INTERVAL = Duration.ofMinutes(10);
  /** Maximum age of the file: other software may change the bucket without a log entry. */
  static final Duration SCAN_INTERVAL = Duration.ofDays(7);
  /** Maximum time that a request waits for a scan, or for another request. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(3);
  /** Maximum time for which a request reads changes; less than the lease of the lock that the caller may hold. */
  static final Duration MAX_UPDATE = Duration.ofSeconds(4);

  private final CatalogDirectory.Location location;
  private final BucketFollower follower;
  private final InstantSource clock;
  private final Duration interval;
  private final MaintenanceSchedule thread = new MaintenanceSchedule();
  private final AtomicBoolean isMaintenanceRequested = new AtomicBoolean();
  private final AtomicLong scannedVersions = new AtomicLong();

  /** Held while the database is used or replaced. */
  private final ReentrantLock use = new ReentrantLock();
  private final Condition published = use.newCondition();
  private @Nullable CatalogDatabase database;
  /** Guarded by {@link #use}. */
  private final FailureDelay failures;
  /** Guarded by {@link #use}. */
  private boolean isClosed;
  /** Used by the maintenance thread, and read by the metrics. */
  private volatile @Nullable CatalogDirectory directory;
  private volatile @Nullable Instant readAt;

  /**
   * @param directory the directory of the file; created if it does not exist, and may be shared by several servers
   * @param bucket the address of the bucket; a file of another bucket is not used
   * @param logRetention how long change log entries are kept
   */
  public LinkCatalog(
      Store store, ProjectLocks locks, Path directory, String bucket, Duration logRetention,
      InstantSource clock) {
    this(
        store, locks,
        new CatalogDirectory.Location(directory, bucket, SqliteConnections::openLocal),
        logRetention, clock);
  }

  LinkCatalog(
      Store store, ProjectLocks locks, CatalogDirectory.Location location, Duration logRetention,
      InstantSource clock) {
    this.location = location;
    this.clock = clock;
    this.failures = new FailureDelay(clock);
    this.follower =
        new BucketFollower(
            store, new VersionReader(new BucketReader(store), locks), logRetention, clock);
    Duration quarter = logRetention.dividedBy(4);
    this.interval = quarter.compareTo(UPDATE_INTERVAL) < 0 ? quarter : UPDATE_INTERVAL;
  }

  /** Starts to follow the bucket in the background. */
  public void start() {
    thread.every(FIRST_DELAY, interval, "updating the link catalogue", this::maintain);
  }

  @Override
  public void prepare() {
    Instant _ = use(current -> {
      update(current);
      return current.readAt();
    });
  }

  @Override
  public IncomingLinkSummary linksInto(IndexScope scope) {
    return use(current -> {
      update(current);
      AssetVersion starting = current.startingOutside(scope);
      if (starting != null) {
        throw busy("the upload of '" + starting + "' is starting and may link to '" + scope + "'");
      }
      return current.linksInto(scope);
    });
  }

  private void update(CatalogDatabase current) {
    if (follower.isTooOld(current)) {
      // // Later requests wait for the scan.
      publish(null);
      requestMaintenance();
      current.close();
      throw busy("the links of the bucket have to be read again");
    }
    update(current, clock.instant().plus(MAX_UPDATE));
  }

  private void update(CatalogDatabase current, Instant deadline) {
    follower.update(current, deadline);
    readAt = current.readAt();
  }

  private <T> T use(Function<CatalogDatabase, T> work) {
    try {
      long left = MAX_WAIT.toNanos();
      if (!use.tryLock(left, TimeUnit.NANOSECONDS)) {
        throw busy("other requests are using the links of the bucket");
      }
      try {
        if (database == null && failures.current() == null) {
          requestMaintenance();
        }
        while (database == null && failures.current() == null && left > 0) {
          left = published.awaitNanos(left);
        }
        CatalogDatabase current = database;
        if (current == null) {
          throw notReady();
        }
        return work.apply(current);
      } catch (CatalogErrors.CorruptFileException e) {
        discard(e);
        requestMaintenance();
        throw busy("the links of the bucket have to be read again");
      } catch (CatalogErrors.DiskException e) {
        release(e);
        failed(e);
        throw e;
      } finally {
        use.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE, "interrupted while finding links; try again", e);
    }
  }

  private GypsumException notReady() {
    GypsumException failure = failures.current();
    return failure == null
        ? busy("the links of the bucket are being read, " + scannedVersions + " versions so far")
        : failure;
  }

  private static GypsumException busy(String problem) {
    return new GypsumException(
        GypsumException.Kind.BUSY, problem + ": try again in a few seconds");
  }

  private void requestMaintenance() {
    if (!isMaintenanceRequested.getAndSet(true)) {
      thread.soon("building the link catalogue", this::maintain);
    }
  }

  /** Opens the file, includes all changes, and scans the bucket if necessary. Called only by the maintenance thread. */
  void maintain() {
    isMaintenanceRequested.set(false);
    try {
      CatalogDirectory acquired = open();
      if (acquired != null && !isCurrent() && mayScan()) {
        scan(acquired);
      }
    } catch (RuntimeException e) {
      failed(e);
      throw e;
    }
  }

  /** Returns null after {@link #close}. */
  private @Nullable CatalogDirectory open() {
    use.lock();
    try {
      if (isClosed) {
        return null;
      }
      CatalogDirectory acquired = directory;
      if (acquired == null) {
        acquired = CatalogDirectory.acquire(location);
        directory = acquired;
      }
      open(acquired);
      return acquired;
    } finally {
      use.unlock();
    }
  }

  private void open(CatalogDirectory acquired) {
    try {
      if (database == null) {
        publish(acquired.open().orElse(null));
      }
      CatalogDatabase opened = database;
      if (opened != null && follower.isTooOld(opened)) {
        LOG.info("The link catalogue is too old to be updated");
        publish(null);
        opened.close();
      }
    } catch (CatalogErrors.CorruptFileException e) {
      discard(e);
    } catch (CatalogErrors.DiskException e) {
      release(e);
      throw e;
    }
  }

  private boolean isCurrent() {
    use.lock();
    try {
      CatalogDatabase current = database;
      if (current == null) {
        return false;
      }
      update(current, Instant.MAX);
      boolean isCurrent =
          current.scannedAt().isAfter(clock.instant().minus(SCAN_INTERVAL));
      if (isCurrent) {
        failures.succeeded();
      }
      return isCurrent;
    } catch (CatalogErrors.CorruptFileException e) {
      discard(e);
      return false;
    } catch (CatalogErrors.DiskException e) {
      release(e);
      throw e;
    } finally {
      use.unlock();
    }
  }

  private boolean mayScan() {
    use.lock();
    try {
      return !isClosed && failures.current() == null;
    } finally {
      use.unlock();
    }
  }

  /** Builds a new database; the current one remains in use until then. */
  private void scan(CatalogDirectory acquired) {
    scannedVersions.set(0);
    CatalogDatabase built = acquired.createNew(clock.instant());
    try {
      follower.scan(built, version -> scannedVersions.incrementAndGet());
      publish(acquired, built);
    } catch (RuntimeException e) {
      throw built.closedAfter(e);
    }
  }

  private void publish(CatalogDirectory acquired, CatalogDatabase built) {
    use.lock();
    try {
      if (isClosed) {
        built.close();
        return;
      }
      CatalogDatabase replaced = database;
      publish(null);
      if (replaced != null) {
        replaced.close();
      }
      publish(acquired.publish(built));
      failures.succeeded();
    } finally {
      use.unlock();
    }
    LOG.info("Built the link catalogue from {} versions", scannedVersions);
  }

  private void publish(@Nullable CatalogDatabase current) {
    database = current;
    readAt = current == null ? null : current.readAt();
    if (current != null) {
      published.signalAll();
    }
  }

  /** Requests that wait are answered with the failure. */
  private void failed(RuntimeException failure) {
    use.lock();
    try {
      failures.failed(failure);
      published.signalAll();
    } finally {
      use.unlock();
    }
  }

  /** Closes the database and keeps its file: it may be usable after it is opened again. */
  private void release(CatalogErrors.DiskException cause) {
    CatalogDatabase failed = database;
    publish(null);
    if (failed != null) {
      RuntimeException _ = failed.closedAfter(cause);
    }
  }

  private void discard(CatalogErrors.CorruptFileException cause) {
    LOG.warn("Rebuilding the link catalogue: {}", cause.getMessage());
    CatalogDatabase corrupt = database;
    publish(null);
    if (corrupt != null) {
      RuntimeException _ = corrupt.closedAfter(cause);
    }
    CatalogDirectory acquired = directory;
    if (acquired != null) {
      acquired.deleteDatabase();
    }
  }

  /** Returns the seconds since the catalogue included all changes; NaN if there is none. */
  public double ageSeconds() {
    Instant time = readAt;
    return time == null ? Double.NaN : Duration.between(time, clock.instant()).toMillis() / 1000.0;
  }

  /** Returns the size of the file; 0 if there is none. */
  public double sizeBytes() {
    CatalogDirectory acquired = directory;
    return acquired == null ? 0 : acquired.sizeBytes();
  }

  /** Ends a running scan. The file is kept for the next start. */
  @Override
  public void close() {
    thread.close();
    use.lock();
    try {
      isClosed = true;
      closeDatabase();
    } finally {
      CatalogDirectory acquired = directory;
      try {
        if (acquired != null) {
          acquired.close();
        }
      } finally {
        use.unlock();
      }
    }
  }

  private void closeDatabase() {
    CatalogDatabase current = database;
    publish(null);
    if (current != null) {
      current.close();
    }
  }
}
