package io.gypsum.server.index;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.metadata.index.IndexOptions;
import io.gypsum.metadata.index.IndexProblem;
import io.gypsum.metadata.index.IndexReport;
import io.gypsum.metadata.index.MetadataIndexer;
import io.gypsum.server.maintenance.MaintenanceSchedule;
import io.gypsum.store.ReadStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Updates the indexes every few seconds, in a separate thread: the first update, which builds them, may take minutes. Of
 * several servers that share a directory, one updates it.
 */
final class IndexUpdater implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexUpdater.class);

  private static final int CONCURRENCY = 8;
  /** Objects that cannot be read are rarely repaired within seconds. */
  private static final Duration RETRY_INTERVAL = Duration.ofMinutes(5);

  private final MetadataIndexer indexer;
  private final InstantSource clock;
  private final Duration interval;
  private final MaintenanceSchedule thread = new MaintenanceSchedule();
  /** Used only by the updater's thread. */
  private Instant nextRetry = Instant.MIN;
  /** Written only by the updater's thread, like {@link #lastUpdate}. */
  private volatile Set<IndexProblem> loggedProblems = Set.of();
  /** The start of the last successful update. */
  private volatile Instant lastUpdate;

  /**
   * @param logRetention how long change log entries are kept
   * @param interval the time between two updates, each of which lists the change log once
   */
  IndexUpdater(
      ReadStore store, Path directory, List<IndexClass> classes, Duration logRetention,
      Duration interval, InstantSource clock) {
    this.clock = clock;
    IndexOptions options =
        IndexOptions.DEFAULTS.withConcurrency(CONCURRENCY).withLogRetention(logRetention);
    this.interval = interval;
    this.lastUpdate = clock.instant();
    this.indexer = new MetadataIndexer(store, directory, classes, options);
  }

  void start() {
    thread.every(interval, "updating the metadata index", this::update);
  }

  /** Returns the time since the last successful update began, or since this updater was created. */
  Duration age() {
    return Duration.between(lastUpdate, clock.instant());
  }

  /** Returns the number of documents that the last successful update could not index. */
  int problems() {
    return loggedProblems.size();
  }

  private void update() {
    Instant start = clock.instant();
    IndexReport report;
    try {
      report = isTimeForRetries() ? indexer.update() : indexer.updateWithoutRetries();
    } catch (GypsumException e) {
      if (e.kind() == GypsumException.Kind.LOCKED) {
        LOG.debug("Another server is updating the metadata index");
        return;
      }
      throw e;
    }
    report.indices().forEach(IndexUpdater::log);
    Set<IndexProblem> problems = Set.copyOf(report.problems());
    problems.stream()
        .filter(problem -> !loggedProblems.contains(problem))
        .forEach(problem -> LOG.warn("Not indexed: {}", problem));
    loggedProblems = problems;
    lastUpdate = start;
  }

  private boolean isTimeForRetries() {
    Instant now = clock.instant();
    if (now.isBefore(nextRetry)) {
      return false;
    }
    nextRetry = now.plus(RETRY_INTERVAL);
    return true;
  }

  private static void log(IndexReport.Index index) {
    switch (index.outcome()) {
      case UNCHANGED -> {
        // The usual outcome.
      }
      case UPDATED -> LOG.info(
          "Updated {}, documents read: {}", index.indexClass().fileName(), index.documents());
      case BUILT -> LOG.info(
          "Built {}, documents read: {} ({})", index.indexClass().fileName(), index.documents(),
          index.why());
    }
  }

  /** Interrupts an update; the published indexes stay unchanged. */
  @Override
  public void close() {
    thread.close();
  }
}
