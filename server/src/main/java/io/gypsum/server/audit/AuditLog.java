package io.gypsum.server.audit;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.gypsum.core.LogLine;
import io.gypsum.core.concurrent.Sleeper;
import io.gypsum.server.audit.AuditEvent.Actor;
import io.gypsum.server.audit.AuditEvent.Outcome;
import io.gypsum.server.audit.AuditEvent.Target;
import io.gypsum.server.limit.RateLimit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records events in files. Requests never wait for the disk and never fail because of it: a thread writes and syncs the events,
 * and retries failed writes. Events that do not fit into the bounded queue are lost and counted. A crash of the process loses
 * the events that were not written yet, normally those of the last milliseconds.
 *
 * <p>At most {@value #MAX_REFUSED_PER_MINUTE} refused or failed attempts per minute are recorded for each user, and for all
 * anonymous callers together: otherwise a client without permissions could fill the files, so that old events are deleted.
 * Thread-safe.
 */
public final class AuditLog implements AutoCloseable {
  static final int MAX_REFUSED_PER_MINUTE = 60;
  static final int MAX_QUEUED = 10_000;
  static final Duration RETRY_DELAY = Duration.ofSeconds(1);
  /** The action of an event that reports how many events are missing near it. */
  static final String EVENTS_MISSING = "events-missing";
  private static final int MAX_USERS = 5_000;
  private static final int MAX_BATCH = 1_000;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final String SERVER = "server";
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

  private final Destination files;
  private final InstantSource clock;
  private final Sleeper sleeper;
  private final RateLimit<String> refusals;
  private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong suppressed = new AtomicLong();
  private final AtomicLong writeFailures = new AtomicLong();
  private final Thread writer;
  private volatile boolean closing;
  /** Used by the writer only, like the following fields. */
  private long reportedLost;
  private long reportedSuppressed;
  private @Nullable String failure;

  /** The target of the lines: {@link AuditFiles}, except in tests. */
  interface Destination extends AutoCloseable {
    /** See {@link AuditFiles#append(Deque)}. */
    void append(Deque<String> lines) throws IOException;

    @Override
    void close() throws IOException;
  }

  private AuditLog(
      Destination files, InstantSource clock, LongSupplier nanoTime, Sleeper sleeper) {
    this.files = files;
    this.clock = clock;
    this.sleeper = sleeper;
    this.refusals = new RateLimit<>(MAX_REFUSED_PER_MINUTE, MAX_USERS, nanoTime);
    this.writer = Thread.ofPlatform().daemon().name("audit-log").unstarted(this::writeEvents);
  }

  /**
   * Starts to write to {@code files}, which {@link #close} closes.
   *
   * @param nanoTime such as {@link System#nanoTime}
   */
  public static AuditLog start(AuditFiles files, InstantSource clock, LongSupplier nanoTime) {
    return start(files, clock, nanoTime, Sleeper.SYSTEM);
  }

  static AuditLog start(
      Destination files, InstantSource clock, LongSupplier nanoTime, Sleeper sleeper) {
    AuditLog log = new AuditLog(files, clock, nanoTime, sleeper);
    log.writer.start();
    return log;
  }

  /** Records an attempt that happened now. Returns at once and never fails. */
  public void record(
      String action, Actor actor, Target target, Outcome outcome, @Nullable String reason) {
    String user = actor.user();
    if (outcome != Outcome.OK && refusals.spend(user == null ? "" : user).isPositive()) {
      suppressed.incrementAndGet();
      return;
    }
    AuditEvent event =
        new AuditEvent(clock.instant(), action, actor, target, outcome, reason);
    if (closing || !queue.offer(event.line())) {
      lost.incrementAndGet();
    }
  }

  /** Returns the number of events written. */
  public long written() {
    return written.get();
  }

  /** Returns the number of events that could not be written and are lost. */
  public long lost() {
    return lost.get();
  }

  /** Returns the number of refused or failed attempts that were not recorded because there were too many. */
  public long suppressed() {
    return suppressed.get();
  }

  /** Returns the number of failed writes. */
  public long writeFailures() {
    return writeFailures.get();
  }

  private void writeEvents() {
    Deque<String> lines = new ArrayDeque<>();
    try {
      while (!closing || !queue.isEmpty()) {
        lines.add(queue.take());
        queue.drainTo(lines, MAX_BATCH);
        lines.removeIf(String::isEmpty);
        writeAll(lines);
        lost.addAndGet(lines.size());
        lines.clear();
        reportMissing();
      }
    } catch (InterruptedException e) {
      lost.addAndGet(lines.size() + queue.size());
    }
    if (failure != null) {
      LOG.warn("audit log: {} events are lost", lost.get());
    }
  }

  /**
   * Removes all written lines. Retries failed writes until this log is closed, then makes one more attempt, since the disk may
   * have space again.
   */
  private void writeAll(Deque<String> lines) throws InterruptedException {
    boolean isLast = closing;
    while (!lines.isEmpty() && !write(lines) && !isLast) {
      isLast = closing;
      if (!isLast) {
        sleeper.sleep(RETRY_DELAY);
      }
    }
  }

  /** Returns whether all lines were written; if not, the others remain. */
  private boolean write(Deque<String> lines) {
    int before = lines.size();
    try {
      files.append(lines);
      if (failure != null) {
        LOG.info("audit log: writing again; {} events are lost since the start", lost.get());
        failure = null;
      }
      return true;
    } catch (IOException | RuntimeException e) {
      writeFailures.incrementAndGet();
      String cause = LogLine.of(e);
      if (!cause.equals(failure)) {
        LOG.warn("audit log: cannot write, retrying: {}", cause);
        failure = cause;
      }
      return lines.isEmpty();
    } finally {
      written.addAndGet(before - lines.size());
    }
  }

  /** Writes the number of missing events that were not reported yet, if any. */
  private void reportMissing() throws InterruptedException {
    long newLost = lost.get() - reportedLost;
    long newSuppressed = suppressed.get() - reportedSuppressed;
    if (newLost + newSuppressed == 0) {
      return;
    }
    AuditEvent report =
        new AuditEvent(
            clock.instant(), EVENTS_MISSING, new Actor(null, SERVER), Target.NONE, Outcome.FAILED,
            newLost + " events could not be written, and " + newSuppressed
                + " refused or failed attempts exceeded the limit");
    Deque<String> line = new ArrayDeque<>();
    line.add(report.line());
    writeAll(line);
    if (line.isEmpty()) {
      reportedLost += newLost;
      reportedSuppressed += newSuppressed;
    }
  }

  /** Writes the queued events, if the disk permits it, and closes the files. */
  @Override
  public void close() {
    closing = true;
    // Ends the wait for an event. An interrupt instead would close the file in the middle of a line.
    boolean _ = queue.offer("");
    try {
      writer.join(CLOSE_TIMEOUT);
      files.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("audit log: {}", LogLine.of(e));
    }
  }
}
