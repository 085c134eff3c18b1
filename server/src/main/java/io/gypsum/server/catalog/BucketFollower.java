package io.gypsum.server.catalog;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Timestamps;
import io.gypsum.core.concurrent.OnInterrupt;
import io.gypsum.core.concurrent.OrderedResults.Bounds;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.document.InternalChange;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import io.gypsum.metadata.index.IndexScope;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ReadStore;
import io.gypsum.store.bucket.BucketNames;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.BucketScanner;
import io.gypsum.store.bucket.DocumentResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a {@link CatalogDatabase} to the state of the bucket: {@link #scan} fills an empty one, {@link #update} includes later
 * changes. A log entry only names what must be read again, so entries may be repeated, late, or out of order. Both methods may
 * be interrupted at any point and called again. Failures of the store are thrown.
 */
final class BucketFollower {
  private static final Logger LOG = LoggerFactory.getLogger(BucketFollower.class);

  /** Number of objects that a scan reads concurrently: small, so that requests are not slowed down. */
  private static final int CONCURRENCY = 4;
  private static final OnInterrupt ON_INTERRUPT =
      OnInterrupt.unavailable("reading the bucket was interrupted");
  /** Tolerance for the clocks of the servers, which delete old log entries. */
  private static final Duration MAX_LOG_MARGIN = Duration.ofHours(1);
  /** An upload is announced before its first object exists. It then writes its summary in a small fraction of this time. */
  private static final Duration MAX_ANNOUNCEMENT = Duration.ofHours(1);

  /**
   * An entry about permissions or a quota is added before the document is replaced, which takes less than this time; with the
   * retries of the store.
   */
  private static final Duration MAX_REPLACEMENT = Duration.ofMinutes(2);
  /** How far back {@link #updateRecent} reads the logs: longer than the time between an operation and its entry. */
  private static final Duration RECENT = Duration.ofHours(1);

  private static final List<Prefix> LOGS = List.of(BucketLayout.LOGS, BucketLayout.CHANGES);

  private final BucketReader bucket;
  private final BucketNames names;
  private final VersionReader versions;
  private final ProjectReader projects;
  private final Duration logRetention;
  private final InstantSource clock;

  /** @param logRetention how long log entries are kept */
  BucketFollower(
      ReadStore store, VersionReader versions, Duration logRetention, InstantSource clock) {
    this.bucket = new BucketReader(store);
    this.projects = new ProjectReader(bucket);
    this.names = new BucketNames(store);
    this.versions = versions;
    this.logRetention = logRetention;
    this.clock = clock;
  }

  /** Returns whether log entries that the database does not include may have been deleted already. */
  boolean isTooOld(CatalogDatabase database) {
    Duration tenth = logRetention.dividedBy(10);
    Duration margin = tenth.compareTo(MAX_LOG_MARGIN) < 0 ? tenth : MAX_LOG_MARGIN;
    return database.readAt().isBefore(clock.instant().minus(logRetention).plus(margin));
  }

  /**
   * Reads the whole bucket into a new database, includes the changes since the scan began, and completes the database.
   *
   * @param onVersion receives each version that was read
   * @throws GypsumException UNAVAILABLE if the scan took so long that log entries of that time may have been deleted
   */
  void scan(CatalogDatabase database, Consumer<AssetVersion> onVersion) {
    // Entries of this log are written after the changes that they describe, so the scan includes the changes.
    addChanges(database, BucketLayout.LOGS, key -> true);
    // These entries may announce versions that did not exist yet when the scan read their assets.
    String recent =
        BucketLayout.CHANGES.value()
            + Timestamps.format(database.scannedAt().minus(MAX_ANNOUNCEMENT));
    addChanges(database, BucketLayout.CHANGES, key -> key.value().compareTo(recent) < 0);
    try (BucketScanner scanner = new BucketScanner(CONCURRENCY, "catalogue reader", ON_INTERRUPT)) {
      Iterator<Supplier<CatalogItem>> all =
          scanner.scan(names.projects().iterator(), new AllItems());
      scanner.expand(all, item -> List.of(item.get()), Bounds.ofItems(2 * CONCURRENCY))
          .forEachRemaining(item -> {
            database.put(item);
            if (item instanceof CatalogItem.VersionItem version) {
              onVersion.accept(version.version());
            }
          });
    }
    if (isTooOld(database)) {
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE,
          "reading the bucket took longer than entries of the change log are kept ("
              + logRetention + "); increase 'log-retention'");
    }
    update(database, Instant.MAX);
    updateStale(database, Instant.MAX);
    database.setComplete();
  }

  private void addChanges(CatalogDatabase database, Prefix log, Predicate<Key> included) {
    try (Stream<ObjectEntry> entries = bucket.store().list(log)) {
      entries.map(ObjectEntry::key).filter(included).forEach(database::addChange);
    }
  }

  /**
   * Includes all changes of versions that were logged before the call. Changes that were included before a failure are kept.
   * Documents of projects and assets are read by {@link #updateStale}.
   *
   * @param deadline when to give up
   * @throws GypsumException BUSY after the deadline
   */
  void update(CatalogDatabase database, Instant deadline) {
    Instant from = database.readAt().minus(logRetention);
    // Reads the whole log: a server that recovers an operation logs it with the time of the operation.
    update(database, from, deadline);
    LOGS.forEach(log -> database.forgetChanges(log.value(), log.value() + Timestamps.format(from)));
  }

  /**
   * Includes all changes that were logged recently, and reads the documents that they concern. Misses only what {@link #update}
   * includes later: operations that a server recovered long after it had begun them.
   *
   * @throws GypsumException BUSY after the deadline
   */
  void updateRecent(CatalogDatabase database, Instant deadline) {
    update(database, database.readAt().minus(RECENT), deadline);
    updateStale(database, deadline);
  }

  private void update(CatalogDatabase database, Instant from, Instant deadline) {
    Instant now = clock.instant();
    for (Prefix log : LOGS) {
      try (Stream<ObjectEntry> entries =
          bucket.store().list(log, log.value() + Timestamps.format(from))) {
        entries.map(ObjectEntry::key).forEach(key -> {
          // The listing itself may take long.
          requireBefore(deadline);
          if (!database.includes(key)) {
            include(database, key, deadline);
          }
        });
      }
    }
    for (AssetVersion upload : database.unfinished()) {
      requireBefore(deadline);
      database.put(versions.read(upload));
    }
    database.setReadAt(now);
  }

  /**
   * Reads the documents of the projects and assets that changed.
   *
   * @throws GypsumException BUSY after the deadline
   */
  void updateStale(CatalogDatabase database, Instant deadline) {
    for (IndexScope scope : database.stale()) {
      requireBefore(deadline);
      Instant now = clock.instant();
      AssetName asset = scope.asset();
      database.put(
          asset == null
              ? projects.read(scope.project())
              : projects.readLatest(new ProjectAsset(scope.project(), asset)));
      database.removeStale(scope, now);
    }
  }

  private void requireBefore(Instant deadline) {
    if (clock.instant().isAfter(deadline)) {
      throw new GypsumException(
          GypsumException.Kind.BUSY,
          "many changes since the bucket was last read: try again");
    }
  }

  private void include(CatalogDatabase database, Key key, Instant deadline) {
    DocumentResult<ChangeLogEntry> read = bucket.tryRead(key, ChangeLogEntry::read);
    ChangeLogEntry entry = read.document();
    if (entry != null) {
      reread(database, entry, deadline);
    } else if (read.problem() != null) {
      LOG.warn("Ignored the corrupt log entry '{}': {}", key, read.problem());
    }
    database.addChange(key);
  }

  private void reread(CatalogDatabase database, ChangeLogEntry entry, Instant deadline) {
    IndexScope scope = IndexScope.of(entry);
    InternalChange change =
        entry instanceof ChangeLogEntry.OtherChange other
            ? InternalChange.of(other.type()).orElse(null)
            : null;
    if (change != null && !change.isOfVersion()) {
      Instant now = clock.instant();
      database.addStale(scope, change.precedesReplacement() ? now.plus(MAX_REPLACEMENT) : now);
      if (change == InternalChange.REPAIR_PROJECT) {
        database.versionsIn(scope)
            .stream()
            .map(AssetVersion::projectAsset)
            .distinct()
            .forEach(asset -> database.addStale(IndexScope.of(asset), now));
      }
      return;
    }
    Set<AssetVersion> all = new LinkedHashSet<>(database.versionsIn(scope));
    AssetName asset = scope.asset();
    VersionName version = scope.version();
    if (asset == null) {
      names.assets(scope.project()).forEach(each -> {
        requireBefore(deadline);
        all.addAll(names.versions(each));
      });
    } else if (version == null) {
      all.addAll(names.versions(new ProjectAsset(scope.project(), asset)));
    } else {
      all.add(new AssetVersion(scope.project(), asset, version));
    }
    for (AssetVersion each : all) {
      requireBefore(deadline);
      database.put(versions.read(each));
      database.addStale(IndexScope.of(each.projectAsset()), clock.instant());
    }
    database.addStale(IndexScope.of(scope.project()), clock.instant());
  }

  private final class AllItems implements BucketScanner.BucketVisitor<Supplier<CatalogItem>> {
    @Override
    public BucketScanner.ProjectVisit<Supplier<CatalogItem>> visitProject(ProjectName project) {
      CatalogItem documents = projects.read(project);
      return new BucketScanner.ProjectVisit<>(
          List.of(), names.assets(project), List.of(() -> documents));
    }

    @Override
    public List<Supplier<CatalogItem>> visitAsset(ProjectAsset asset) {
      CatalogItem latest = projects.readLatest(asset);
      List<Supplier<CatalogItem>> items = new ArrayList<>();
      names.versions(asset).forEach(version -> items.add(() -> versions.read(version)));
      // Last, since it changes the row that the versions create.
      items.add(() -> latest);
      return items;
    }
  }
}
