package io.gypsum.metadata;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * Connections to one snapshot of a file, one for each search that runs. They are made when they are needed, as long as the
 * file has not been replaced; then those that there are must do. Thread-safe.
 */
final class Connections implements AutoCloseable {
  private final Path file;
  private final Snapshot snapshot;
  private final int max;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition returned = lock.newCondition();
  private final Deque<Connection> idle = new ArrayDeque<>();
  private int open;
  private boolean complete;
  private boolean closed;

  private Connections(Path file, Snapshot snapshot, int max) {
    this.file = file;
    this.snapshot = snapshot;
    this.max = max;
  }

  /** With one connection, so that there always is one. */
  static Connections to(Path file, int max) {
    // Between looking at the file and opening it another may take its place, hardly twice.
    for (int attempt = 0; attempt < 10; attempt++) {
      Connections connections = new Connections(file, snapshot(file), max);
      Connection first = connections.connect();
      if (first != null) {
        connections.open = 1;
        connections.idle.push(first);
        return connections;
      }
    }
    throw new GypsumException(
        Kind.UNAVAILABLE, Snapshot.name(file) + " is being replaced all the time");
  }

  Snapshot snapshot() {
    return snapshot;
  }

  /**
   * A connection of the caller's own, until {@link #giveBack}.
   *
   * @throws GypsumException BUSY when none gets free in time
   */
  Connection take(Duration patience) {
    long left = Math.min(patience.toMillis(), TimeUnit.DAYS.toMillis(1)) * 1_000_000;
    lock.lock();
    try {
      while (true) {
        if (closed) {
          throw new IllegalStateException("the database is closed");
        }
        if (!idle.isEmpty()) {
          return idle.pop();
        }
        if (!complete) {
          Connection another = connect();
          if (another != null) {
            open++;
            complete = open == max;
            return another;
          }
          complete = true;
        }
        if (left <= 0) {
          throw new GypsumException(
              Kind.BUSY, open + " searches run already, which is the limit: try again");
        }
        left = returned.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GypsumException(Kind.UNAVAILABLE, "the search was interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  void giveBack(Connection connection) {
    lock.lock();
    try {
      if (closed) {
        closeQuietly(connection);
      } else {
        idle.push(connection);
        returned.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Closes what is idle now, and the others as they are given back. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      idle.forEach(Connections::closeQuietly);
      idle.clear();
      returned.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Another connection to the snapshot; null when the file is another one by now. */
  private @Nullable Connection connect() {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setOpenMode(SQLiteOpenMode.OPEN_URI);
    Connection connection;
    try {
      // Immutable: no locks and no files beside it, so that the directory may be read-only.
      connection = config.createConnection(
          "jdbc:sqlite:file:" + file.toAbsolutePath().toUri().getRawPath() + "?immutable=1");
    } catch (SQLException e) {
      throw Failures.of(e);
    }
    boolean kept = false;
    try {
      kept = snapshot(file).equals(snapshot);
      return kept ? connection : null;
    } finally {
      if (!kept) {
        closeQuietly(connection);
      }
    }
  }

  private static Snapshot snapshot(Path file) {
    try {
      return Snapshot.of(file);
    } catch (IOException e) {
      throw new GypsumException(
          Kind.UNAVAILABLE,
          Snapshot.name(file) + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It only ever read: nothing is lost.
    }
  }
}
