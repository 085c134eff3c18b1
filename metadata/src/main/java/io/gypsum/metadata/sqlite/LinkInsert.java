package io.gypsum.metadata.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Inserts rows of {@link IndexTable#LINKS}, many with each statement: most rows of an index are links. Not thread-safe. */
public final class LinkInsert implements AutoCloseable {
  private static final int BATCH_ROWS = 64;
  private static final int COLUMNS = 3;

  private final PreparedStatement insertBatch;
  private final PreparedStatement insertOne;
  /** The values of the rows that have not been inserted yet. */
  private final long[] pending = new long[BATCH_ROWS * COLUMNS];
  private int used;

  public LinkInsert(Connection connection) throws SQLException {
    insertOne = connection.prepareStatement(IndexTable.LINKS.insert("INSERT", 1));
    insertBatch = connection.prepareStatement(IndexTable.LINKS.insert("INSERT", BATCH_ROWS));
  }

  /** Adds a link; it is inserted by the next {@link #flush} at the latest. */
  public void add(long pid, long fid, long tid) throws SQLException {
    pending[used++] = pid;
    pending[used++] = fid;
    pending[used++] = tid;
    if (used == pending.length) {
      insert(insertBatch, 0, used);
      used = 0;
    }
  }

  /** Inserts all links that have been added. */
  public void flush() throws SQLException {
    for (int from = 0; from < used; from += COLUMNS) {
      insert(insertOne, from, from + COLUMNS);
    }
    used = 0;
  }

  private void insert(PreparedStatement statement, int from, int to) throws SQLException {
    for (int i = from; i < to; i++) {
      statement.setLong(i - from + 1, pending[i]);
    }
    statement.executeUpdate();
  }

  /** Discards links that have not been flushed. */
  @Override
  public void close() throws SQLException {
    insertBatch.close();
    insertOne.close();
  }
}
