package io.gypsum.metadata;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.metadata.sqlite.SqliteErrors;
import org.sqlite.ProgressHandler;

/** A running search: its connection and the time that SQLite may work for it. Not thread-safe. */
final class SearchSession implements AutoCloseable {
  /** Number of steps of SQLite's virtual machine between calls of the progress handler: about ten microseconds. */
  private static final int STEPS_BETWEEN_CHECKS = 1_000;

  private final ConnectionPool pool;
  private final Connection connection;
  private final TimeLimit timeLimit;
  private boolean closed;

  private SearchSession(ConnectionPool pool, Connection connection, Duration maxTime) {
    this.pool = pool;
    this.connection = connection;
    this.timeLimit = new TimeLimit(maxTime);
  }

  /** @throws GypsumException BUSY if no connection becomes free within {@code maxTime} */
  static SearchSession open(ConnectionPool pool, Duration maxTime) {
    SearchSession session = new SearchSession(pool, pool.acquire(maxTime), maxTime);
    try {
      ProgressHandler.setHandler(session.connection, STEPS_BETWEEN_CHECKS, session.timeLimit);
    } catch (SQLException e) {
      session.close();
      throw SqliteErrors.reading(e);
    }
    return session;
  }

  Connection connection() {
    return connection;
  }

  long snapshotId() {
    return pool.snapshotId();
  }

  /** Work that runs SQL statements. */
  interface SqliteWork<T> {
    T run() throws SQLException;
  }

  /**
   * Runs {@code work} within the remaining time of the session.
   *
   * @throws GypsumException TOO_LARGE if no time is left; UNAVAILABLE if the thread is interrupted (its interrupt
   *     status stays set) or the file cannot be read; CORRUPT if the file's content is wrong
   */
  <T> T run(SqliteWork<T> work) {
    timeLimit.start();
    try {
      return work.run();
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      timeLimit.stop();
    }
  }

  private GypsumException failure(SQLException e) {
    if (!SqliteErrors.isInterrupt(e)) {
      return SqliteErrors.reading(e);
    }
    if (timeLimit.isExceeded()) {
      return new GypsumException(
          Kind.TOO_LARGE,
          "the search took longer than " + timeLimit.max.toMillis()
              + " ms: search for fewer words, in one field, or with longer prefixes",
          e);
    }
    return new GypsumException(Kind.UNAVAILABLE, "the search was interrupted", e);
  }

  /** Releases the connection; further calls have no effect. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      ProgressHandler.clearHandler(connection);
    } catch (SQLException e) {
      throw SqliteErrors.reading(e);
    } finally {
      pool.release(connection);
    }
  }

  /** Ends statements when their time limit has passed or their thread is interrupted. */
  private static final class TimeLimit extends ProgressHandler {
    private final Duration max;
    private long leftNanos;
    private long startNanos;

    TimeLimit(Duration max) {
      this.max = max;
      this.leftNanos = max.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0
          ? max.toNanos()
          : Long.MAX_VALUE;
    }

    void start() {
      startNanos = System.nanoTime();
    }

    void stop() {
      leftNanos -= System.nanoTime() - startNanos;
    }

    boolean isExceeded() {
      return System.nanoTime() - startNanos > leftNanos;
    }

    @Override
    protected int progress() {
      return isExceeded() || Thread.currentThread().isInterrupted() ? 1 : 0;
    }
  }
}
