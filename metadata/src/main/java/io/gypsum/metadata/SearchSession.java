package io.gypsum.metadata;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.metadata.sqlite.SqliteErrors;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;

/** A running search: its connection, and the time and steps that SQLite may work for it. Not thread-safe. */
final class SearchSession implements AutoCloseable {
  private final ConnectionPool pool;
  private final Connection connection;
  private final WorkLimit limit;
  private boolean readsDocuments;
  private boolean closed;

  private SearchSession(ConnectionPool pool, Connection connection, WorkLimit limit) {
    this.pool = pool;
    this.connection = connection;
    this.limit = limit;
  }

  /** @throws GypsumException BUSY if no connection becomes free within the time of the options */
  static SearchSession open(ConnectionPool pool, SearchOptions options) {
    SearchSession session =
        new SearchSession(
            pool, pool.acquire(options.time()), new WorkLimit(options.time(), options.steps()));
    try {
      // A thousand steps take about ten microseconds.
      ProgressHandler.setHandler(session.connection, SearchOptions.STEPS_UNIT, session.limit);
    } catch (SQLException e) {
      session.close();
      throw SqliteErrors.reading(e);
    }
    return session;
  }

  Connection connection() {
    return connection;
  }

  /** Lets statements of this session test documents ({@link DocumentFunction}); may be called once. */
  void register(List<DocumentCheck> tests) throws SQLException {
    if (!tests.isEmpty()) {
      DocumentFunction.register(connection, tests, limit::add);
      readsDocuments = true;
    }
  }

  long snapshotId() {
    return pool.snapshotId();
  }

  /** Work that runs SQL statements. */
  interface SqliteWork<T> {
    T run() throws SQLException;
  }

  /**
   * Runs {@code work} within the remaining time and steps of the session.
   *
   * @throws GypsumException TOO_LARGE if no time or no step is left; UNAVAILABLE if the thread is interrupted (its interrupt
   *     status stays set) or the file cannot be read; CORRUPT if the file's content is wrong
   */
  <T> T run(SqliteWork<T> work) {
    limit.start();
    try {
      return work.run();
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      limit.stop();
    }
  }

  private GypsumException failure(SQLException e) {
    // SQLite reports failures of functions as errors of the statement.
    if (!SqliteErrors.isInterrupt(e) && !limit.isReached()) {
      return SqliteErrors.reading(e);
    }
    String exceeded = limit.exceeded();
    if (exceeded != null) {
      return new GypsumException(
          Kind.TOO_LARGE,
          "the search " + exceeded
              + ": search for fewer words, in one field, or with longer prefixes",
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
      if (readsDocuments) {
        DocumentFunction.deregister(connection);
      }
    } catch (SQLException e) {
      throw SqliteErrors.reading(e);
    } finally {
      pool.release(connection);
    }
  }

  /** Ends statements when their time or steps are used up, or when their thread is interrupted. */
  private static final class WorkLimit extends ProgressHandler {
    private final Duration maxTime;
    private final long maxSteps;
    private long leftNanos;
    private long startNanos;
    private long steps;

    WorkLimit(Duration maxTime, long maxSteps) {
      this.maxTime = maxTime;
      this.maxSteps = maxSteps;
      this.leftNanos = maxTime.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0
          ? maxTime.toNanos()
          : Long.MAX_VALUE;
    }

    void start() {
      startNanos = System.nanoTime();
    }

    void stop() {
      leftNanos -= System.nanoTime() - startNanos;
    }

    /** Returns which limit is exceeded, or null if none is. */
    @Nullable
    String exceeded() {
      if (steps > maxSteps) {
        return "needs more than " + maxSteps + " steps of the database";
      }
      return System.nanoTime() - startNanos > leftNanos
          ? "took longer than " + maxTime.toMillis() + " ms"
          : null;
    }

    /** Returns whether the search has to end now. */
    boolean isReached() {
      return exceeded() != null || Thread.currentThread().isInterrupted();
    }

    void add(long number) throws SQLException {
      steps += number;
      if (isReached()) {
        throw new SQLException("the search has to end");
      }
    }

    @Override
    protected int progress() {
      steps += SearchOptions.STEPS_UNIT;
      return isReached() ? 1 : 0;
    }
  }
}
