package io.gypsum.server.catalog;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

import io.gypsum.metadata.sqlite.SqliteConnections;
import org.jspecify.annotations.Nullable;

/**
 * The connections of queries of a {@link CatalogDatabase}. A query waits neither for writes nor for other queries, unless
 * {@link #MAX_CONNECTIONS} are running. Thread-safe.
 */
final class CatalogReaders implements AutoCloseable {
  static final int MAX_CONNECTIONS = 8;

  private final Path file;
  private final Semaphore permits = new Semaphore(MAX_CONNECTIONS, true);
  private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean isClosed;

  CatalogReaders(Path file) {
    this.file = file;
  }

  /** Reads the file. */
  interface CatalogQuery<T> {
    T run(Connection connection) throws SQLException;
  }

  /**
   * Runs a query; returns null after {@link #close}.
   *
   * @throws CatalogErrors.DiskException if the disk failed
   * @throws CatalogErrors.CorruptFileException if the file is corrupt
   */
  <T> @Nullable T run(CatalogQuery<T> query) {
    permits.acquireUninterruptibly();
    try {
      return isClosed ? null : runWithPermit(query);
    } catch (SQLException e) {
      throw CatalogErrors.translate(e);
    } finally {
      permits.release();
    }
  }

  private <T> T runWithPermit(CatalogQuery<T> query) throws SQLException {
    Connection connection = idle.poll();
    if (connection == null) {
      connection = SqliteConnections.openShared(file, true);
    }
    T result;
    try {
      result = query.run(connection);
    } catch (SQLException | RuntimeException e) {
      closeAfter(connection, e);
      throw e;
    }
    idle.add(connection);
    return result;
  }

  private static void closeAfter(Connection connection, Exception cause) {
    try {
      connection.close();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /** Waits for the end of running queries. */
  @Override
  public void close() {
    permits.acquireUninterruptibly(MAX_CONNECTIONS);
    try {
      isClosed = true;
      for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
        connection.close();
      }
    } catch (SQLException e) {
      throw CatalogErrors.translate(e);
    } finally {
      permits.release(MAX_CONNECTIONS);
    }
  }
}
