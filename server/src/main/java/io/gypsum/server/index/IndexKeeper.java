package io.gypsum.server.index;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.metadata.index.IndexOptions;
import io.gypsum.metadata.index.IndexProblem;
import io.gypsum.metadata.index.IndexReport;
import io.gypsum.metadata.index.MetadataIndexer;
import io.gypsum.server.maintenance.Maintenance;
import io.gypsum.store.ReadStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the indices up to date every few seconds, in a thread of its own: the first time may take minutes. Of several
 * servers that share a directory one does it.
 */
public final class IndexKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexKeeper.class);

  private static final int CONCURRENCY = 8;
  /** What cannot be read seldom can be a moment later. */
  private static final Duration RETRY_INTERVAL = Duration.ofMinutes(5);

  private final MetadataIndexer indexer;
  private final InstantSource clock;
  private final Duration interval;
  private final Maintenance thread = new Maintenance();
  /** Told already; only of the keeper's thread. */
  private Set<IndexProblem> known = Set.of();
  private Instant nextRetry = Instant.MIN;

  /**
   * @param logRetention how long change logs are kept
   * @param interval between two looks at them, each of which is one listing
   */
  public IndexKeeper(
      ReadStore store, Path directory, List<IndexClass> classes, Duration logRetention,
      Duration interval, InstantSource clock) {
    this.clock = clock;
    IndexOptions options =
        IndexOptions.DEFAULTS.withConcurrency(CONCURRENCY).withLogRetention(logRetention);
    this.interval = interval;
    this.indexer = new MetadataIndexer(store, directory, classes, options);
  }

  public void start() {
    thread.every(interval, "bringing the metadata index up to date", this::update);
  }

  private void update() {
    IndexReport report;
    try {
      report = mayRetry() ? indexer.update() : indexer.updateWithoutRetries();
    } catch (GypsumException e) {
      if (e.kind() == GypsumException.Kind.LOCKED) {
        LOG.debug("Another server keeps the metadata index");
        return;
      }
      throw e;
    }
    report.indices().forEach(IndexKeeper::log);
    Set<IndexProblem> problems = report.problems().stream().collect(Collectors.toSet());
    problems.stream()
        .filter(problem -> !known.contains(problem))
        .forEach(problem -> LOG.warn("Not indexed: {}", problem));
    known = problems;
  }

  private boolean mayRetry() {
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
        // Most of the time.
      }
      case UPDATED -> LOG.info(
          "{}: documents read again: {}", index.indexClass().fileName(), index.documents());
      case BUILT -> LOG.info(
          "{}: made anew, documents read: {} ({})", index.indexClass().fileName(),
          index.documents(),
          index.why());
    }
  }

  /** Breaks off what is being done; what was published stays. */
  @Override
  public void close() {
    thread.close();
  }
}
