package io.gypsum.metadata;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteErrorCode;

/**
 * Ends the work of a connection when it takes too long, or when the thread that waits for it is interrupted. Not
 * thread-safe.
 */
final class TimeBudget extends ProgressHandler {
  /** How many steps SQLite makes between two looks at the clock: some ten microseconds. */
  private static final int STEPS = 1_000;

  private final Duration limit;
  private long leftNanos;
  private long startedNanos;

  TimeBudget(Duration limit) {
    this.limit = limit;
    this.leftNanos = limit.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0
        ? limit.toNanos()
        : Long.MAX_VALUE;
  }

  /** What SQLite does. */
  interface Work<T> {
    T run() throws SQLException;
  }

  /** From now until {@link #clear} on this connection. */
  void watch(Connection connection) throws SQLException {
    ProgressHandler.setHandler(connection, STEPS, this);
  }

  static void clear(Connection connection) throws SQLException {
    ProgressHandler.clearHandler(connection);
  }

  /**
   * Runs {@code work} on what is left of the time.
   *
   * @throws GypsumException TOO_LARGE when the time is over, UNAVAILABLE when the thread was interrupted (it stays so) or
   *     the file cannot be read, CORRUPT when it is not what it must be
   */
  <T> T run(Work<T> work) {
    startedNanos = System.nanoTime();
    try {
      return work.run();
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      leftNanos -= System.nanoTime() - startedNanos;
    }
  }

  @Override
  protected int progress() {
    return isOver() || Thread.currentThread().isInterrupted() ? 1 : 0;
  }

  private boolean isOver() {
    return System.nanoTime() - startedNanos > leftNanos;
  }

  private GypsumException failure(SQLException e) {
    if ((e.getErrorCode() & Failures.PRIMARY_CODE) != SQLiteErrorCode.SQLITE_INTERRUPT.code) {
      return Failures.of(e);
    }
    if (isOver()) {
      return new GypsumException(
          Kind.TOO_LARGE,
          "the search took longer than " + limit.toMillis()
              + " ms: search for less, or in one field, or for longer starts of words",
          e);
    }
    return new GypsumException(Kind.UNAVAILABLE, "the search was interrupted", e);
  }
}
