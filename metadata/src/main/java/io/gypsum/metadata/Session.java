package io.gypsum.metadata;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** One search at work: a connection of its own and the time it may take. Not thread-safe. */
final class Session implements AutoCloseable {
  private final Connections connections;
  private final Connection connection;
  private final TimeBudget budget;
  private boolean closed;

  private Session(Connections connections, Connection connection, TimeBudget budget) {
    this.connections = connections;
    this.connection = connection;
    this.budget = budget;
  }

  /** @throws io.gypsum.core.GypsumException BUSY when no connection gets free within {@code time} */
  static Session begin(Connections connections, Duration time) {
    Connection connection = connections.take(time);
    Session session = new Session(connections, connection, new TimeBudget(time));
    try {
      session.budget.watch(connection);
    } catch (SQLException e) {
      session.close();
      throw Failures.of(e);
    }
    return session;
  }

  Connection connection() {
    return connection;
  }

  /** As {@link TimeBudget#run}. */
  <T> T run(TimeBudget.Work<T> work) {
    return budget.run(work);
  }

  long snapshotId() {
    return connections.snapshot().id();
  }

  /** Gives the connection back, once. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      TimeBudget.clear(connection);
    } catch (SQLException e) {
      throw Failures.of(e);
    } finally {
      connections.giveBack(connection);
    }
  }
}
