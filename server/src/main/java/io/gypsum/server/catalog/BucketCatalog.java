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
import java.util.function.LongSupplier;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.metadata.index.IndexScope;
import io.gypsum.metadata.sqlite.SqliteConnections;
import io.gypsum.server.maintenance.MaintenanceSchedule;
import io.gypsum.store.bucket.BucketReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The projects, assets and versions of a bucket with their links, in a local file that is built in the background and can be
 * deleted while the server is stopped. Each answer about links first reads the log entries since the last one; those for {@link
 * #pages} do so in most cases. Thread-safe.
 */
public final class BucketCatalog implements LinkLookup, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BucketCatalog.class);

  /** Delay before the first scan: it must not slow down the first requests, or servers that run only for seconds. */
  private static final Duration FIRST_DELAY = Duration.ofMinutes(1);
  private static final Duration UPDATE_INTERVAL = Duration.ofMinutes(10);
  /** Maximum age of the file: other software may change the bucket without a log entry. */
  static final Duration SCAN_INTERVAL = Duration.ofDays(7);
  /** Maximum time that a request waits for a scan, or for another request. */
  static final Duration MAX_WAIT = Duration.ofSeconds(3);
  /** Maximum time for which a request reads changes; less than the lease of the lock that the caller may hold. */
  static final Duration MAX_UPDATE = Duration.ofSeconds(4);
  /** Maximum time for which an update for pages keeps requests about links waiting; less than {@link #MAX_WAIT}. */
  static final Duration MAX_PAGE_UPDATE = Duration.ofSeconds(2);

  private final CatalogDirectory.Location location;
  private final BucketFollower follower;
  private final LongSupplier ownChanges;
  private final InstantSource clock;
  private final Duration interval;
  private final PageCatalog pages;
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
  /** Null if there is no database. */
  private volatile @Nullable CatalogReaders readers;
  /** When the running scan began; null if none is running. */
  private volatile @Nullable Instant scanStart;
  /** The number of changes of this server that the database includes. Written while {@link #use} is held. */
  private volatile long includedChanges = -1;

  /**
   * @param directory the directory of the file; created if it does not exist, and may be shared by several servers
   * @param bucket the address of the bucket; a file of another bucket is not used
   */
  public BucketCatalog(
      CatalogSource source, Path directory, String bucket, InstantSource clock) {
    this(
        source,
        new CatalogDirectory.Location(
            directory, bucket, file -> SqliteConnections.openShared(file, false)),
        clock);
  }

  BucketCatalog(CatalogSource source, CatalogDirectory.Location location, InstantSource clock) {
    this.location = location;
    this.ownChanges = source.ownChanges();
    this.clock = clock;
    this.failures = new FailureDelay(clock);
    this.follower =
        new BucketFollower(
            source.store(), new VersionReader(new BucketReader(source.store()), source.locks()),
            source.logRetention(), clock);
    this.pages = new PageCatalog(this, new PageUpdates(this, source, clock));
    Duration quarter = source.logRetention().dividedBy(4);
    this.interval = quarter.compareTo(UPDATE_INTERVAL) < 0 ? quarter : UPDATE_INTERVAL;
  }

  /** Returns the queries of pages. */
  public Catalog pages() {
    return pages;
  }

  /** Starts to follow the bucket in the background. */
  public void start() {
    thread.every(FIRST_DELAY, interval, "updating the catalogue", this::maintain);
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
    requireUpdatable(current);
    update(current, clock.instant().plus(MAX_UPDATE));
  }

  private void requireUpdatable(CatalogDatabase current) {
    if (follower.isTooOld(current)) {
      // Later requests wait for the scan.
      publish(null);
      requestMaintenance();
      current.close();
      throw busy("the bucket has to be read again");
    }
  }

  private void update(CatalogDatabase current, Instant deadline) {
    follower.update(current, deadline);
    readAt = current.readAt();
  }

  private <T> T use(Function<CatalogDatabase, T> work) {
    return use(MAX_WAIT, work);
  }

  /** @param maxWait how long to wait for a scan */
  private <T> T use(Duration maxWait, Function<CatalogDatabase, T> work) {
    try {
      if (!use.tryLock(MAX_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy("other requests are using the catalogue");
      }
      try {
        return work.apply(awaitDatabase(maxWait));
      } catch (CatalogErrors.CorruptFileException e) {
        discard(e);
        requestMaintenance();
        throw busy("the bucket has to be read again");
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
          GypsumException.Kind.UNAVAILABLE, "interrupted while reading the catalogue; try again",
          e);
    }
  }

  private CatalogDatabase awaitDatabase(Duration maxWait) throws InterruptedException {
    long left = maxWait.toNanos();
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
    return current;
  }

  /**
   * Starts the first scan if necessary, and waits for a scan that takes less than {@link #MAX_WAIT}.
   *
   * @throws GypsumException BUSY if the scan takes longer; as {@link LinkLookup#prepare}
   */
  void awaitReady() {
    if (readers == null) {
      Instant start = scanStart;
      Duration running =
          start == null ? Duration.ZERO : Duration.between(start, clock.instant());
      Instant _ = use(MAX_WAIT.minus(running), CatalogDatabase::readAt);
    }
  }

  /** Runs a query on the database as it is, without waiting for updates. */
  <T> T read(CatalogReaders.CatalogQuery<T> query) {
    while (true) {
      CatalogReaders current = readers;
      if (current == null) {
        awaitReady();
        continue;
      }
      try {
        T result = current.run(query);
        if (result != null) {
          return result;
        }
      } catch (CatalogErrors.CorruptFileException e) {
        throw rebuild(current, e);
      }
    }
  }

  private GypsumException rebuild(
      CatalogReaders corrupt, CatalogErrors.CorruptFileException cause) {
    use.lock();
    try {
      if (readers == corrupt) {
        discard(cause);
      }
    } finally {
      use.unlock();
    }
    requestMaintenance();
    return busy("the bucket has to be read again");
  }

  /**
   * Includes recent changes for pages. Has no effect if there is no database.
   *
   * @throws GypsumException as {@link LinkLookup#prepare}
   */
  void updateRecent() {
    use.lock();
    try {
      CatalogDatabase current = database;
      if (current == null) {
        return;
      }
      requireUpdatable(current);
      long changes = ownChanges.getAsLong();
      follower.updateRecent(current, clock.instant().plus(MAX_PAGE_UPDATE));
      readAt = current.readAt();
      includedChanges = changes;
    } catch (CatalogErrors.CorruptFileException e) {
      discard(e);
      requestMaintenance();
    } catch (CatalogErrors.DiskException e) {
      release(e);
      failed(e);
      throw e;
    } finally {
      use.unlock();
    }
  }

  /** Returns how many changes of this server the answers include. */
  long includedChanges() {
    return includedChanges;
  }

  /** Returns the time up to which all changes are included; null if there is no database. */
  @Nullable
  Instant readAt() {
    return readAt;
  }

  CatalogState state() {
    return new CatalogState(readAt, scannedVersions.get());
  }

  private GypsumException notReady() {
    GypsumException failure = failures.current();
    return failure == null
        ? busy(
            "the catalogue is being read from the bucket (versions so far: " + scannedVersions
                + ")")
        : failure;
  }

  private static GypsumException busy(String problem) {
    return new GypsumException(
        GypsumException.Kind.BUSY, problem + ": try again in a few seconds");
  }

  private void requestMaintenance() {
    if (!isMaintenanceRequested.getAndSet(true)) {
      thread.soon("building the catalogue", this::maintain);
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
        LOG.info("The catalogue is too old to be updated");
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
      long changes = ownChanges.getAsLong();
      update(current, Instant.MAX);
      follower.updateStale(current, Instant.MAX);
      includedChanges = changes;
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
    scanStart = clock.instant();
    long changes = ownChanges.getAsLong();
    CatalogDatabase built = acquired.createNew(clock.instant());
    try {
      follower.scan(built, version -> scannedVersions.incrementAndGet());
      publish(acquired, built, changes);
    } catch (RuntimeException e) {
      throw built.closedAfter(e);
    } finally {
      scanStart = null;
    }
  }

  /** @param changes the number of changes of this server that the database includes */
  private void publish(CatalogDirectory acquired, CatalogDatabase built, long changes) {
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
      includedChanges = changes;
      failures.succeeded();
    } finally {
      use.unlock();
    }
    LOG.info("Built the catalogue; versions: {}", scannedVersions);
  }

  private void publish(@Nullable CatalogDatabase current) {
    database = current;
    readers = current == null ? null : current.readers();
    includedChanges = -1;
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
    LOG.warn("Rebuilding the catalogue: {}", cause.getMessage());
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
