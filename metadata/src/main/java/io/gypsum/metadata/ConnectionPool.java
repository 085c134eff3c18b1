package io.gypsum.metadata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
import io.gypsum.metadata.sqlite.IndexFormat;
import io.gypsum.metadata.sqlite.SqliteConnections;
import io.gypsum.metadata.sqlite.SqliteErrors;
import org.jspecify.annotations.Nullable;

/**
 * A pool of connections to one snapshot of an index file, one for each running search. Connections are opened on demand;
 * after the file has been replaced no more can be opened, and searches share those that are open. Thread-safe.
 */
final class ConnectionPool implements AutoCloseable {
  private static final int MAX_OPEN_ATTEMPTS = 10;

  private final Path file;
  private final FileSnapshot snapshot;
  private final int max;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private final Deque<Connection> idle = new ArrayDeque<>();
  private int open;
  /** Whether no more connections can be opened. */
  private boolean complete;
  private boolean closed;

  /**
   * Identifies one published state of the file.
   *
   * @param fileKey the file system's identity of the file; null if it has none
   * @param id a hash that differs after a rebuild and is the same in every process that reads the file
   */
  private record FileSnapshot(
      @Nullable Object fileKey, long sizeBytes, long modifiedNanos, long id) {
    static FileSnapshot of(Path file) {
      try {
        byte[] header = IndexFormat.readHeader(file);
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        long modified = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        return new FileSnapshot(
            attributes.fileKey(), attributes.size(), modified,
            id(header, attributes.size(), modified));
      } catch (IOException e) {
        throw new GypsumException(
            Kind.UNAVAILABLE,
            IndexFormat.quoted(file) + " could not be read (" + e.getClass().getSimpleName() + ")",
            e);
      }
    }

    private static long id(byte[] header, long sizeBytes, long modifiedNanos) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(header);
        digest.update(ByteBuffer.allocate(16).putLong(sizeBytes).putLong(modifiedNanos).flip());
        return ByteBuffer.wrap(digest.digest()).getLong();
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError("SHA-256 is not available", e);
      }
    }
  }

  private ConnectionPool(Path file, FileSnapshot snapshot, int max) {
    this.file = file;
    this.snapshot = snapshot;
    this.max = max;
  }

  /**
   * Opens a pool with one connection, so that searches can run even if the file is replaced at once.
   *
   * @throws GypsumException as {@link IndexFormat#readHeader}; UNAVAILABLE if the file cannot be read
   */
  static ConnectionPool open(Path file, int max) {
    // The file may be replaced between reading its attributes and opening it, but ten times in a row is very unlikely.
    for (int attempt = 0; attempt < MAX_OPEN_ATTEMPTS; attempt++) {
      ConnectionPool pool = new ConnectionPool(file, FileSnapshot.of(file), max);
      Connection first = pool.connect();
      if (first != null) {
        pool.open = 1;
        pool.idle.push(first);
        return pool;
      }
    }
    throw new GypsumException(
        Kind.UNAVAILABLE, IndexFormat.quoted(file) + " was replaced at each attempt to open it");
  }

  long snapshotId() {
    return snapshot.id();
  }

  /**
   * Returns a connection for the caller's exclusive use until {@link #release}.
   *
   * @throws GypsumException BUSY if none becomes free within {@code timeout}
   * @throws IllegalStateException if the pool is closed
   */
  Connection acquire(Duration timeout) {
    long leftNanos =
        TimeUnit.MILLISECONDS.toNanos(
            Math.min(timeout.toMillis(), TimeUnit.DAYS.toMillis(1)));
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
        if (leftNanos <= 0) {
          throw new GypsumException(
              Kind.BUSY,
              "the maximum number of concurrent searches, " + open + ", is running: try again");
        }
        leftNanos = released.awaitNanos(leftNanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GypsumException(Kind.UNAVAILABLE, "the search was interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  void release(Connection connection) {
    lock.lock();
    try {
      if (closed) {
        closeQuietly(connection);
      } else {
        idle.push(connection);
        released.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Closes idle connections now, and the others when they are released. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      idle.forEach(ConnectionPool::closeQuietly);
      idle.clear();
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Opens another connection to the snapshot; null if the file has been replaced. */
  private @Nullable Connection connect() {
    Connection connection;
    try {
      connection = SqliteConnections.openPublished(file);
    } catch (SQLException e) {
      throw SqliteErrors.reading(e);
    }
    boolean current = false;
    try {
      current = FileSnapshot.of(file).equals(snapshot);
      return current ? connection : null;
    } finally {
      if (!current) {
        closeQuietly(connection);
      }
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // The connection was only used for reading: nothing is lost.
    }
  }
}
