package io.gypsum.metadata.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Inserts rows of {@link IndexTable#LINKS}, many with each statement: most rows of an index are links. Not thread-safe. */
public final class LinkInsert implements AutoCloseable {
  private static final int BATCH_ROWS = 64;

  private final PreparedStatement insertBatch;
  private final PreparedStatement insertOne;
  private final List<long[]> pending = new ArrayList<>(BATCH_ROWS);

  /** @param table {@code links} or another table with the same columns */
  public LinkInsert(Connection connection, String table) throws SQLException {
    insertOne = connection.prepareStatement(IndexTable.LINKS.insert("INSERT", table, 1));
    insertBatch =
        connection.prepareStatement(IndexTable.LINKS.insert("INSERT", table, BATCH_ROWS));
  }

  /** Adds a link; it is inserted by the next {@link #flush} at the latest. */
  public void add(long pid, long fid, long tid) throws SQLException {
    pending.add(new long[] {pid, fid, tid});
    if (pending.size() == BATCH_ROWS) {
      for (int row = 0; row < BATCH_ROWS; row++) {
        set(insertBatch, row * IndexTable.LINKS.columnCount(), pending.get(row));
      }
      insertBatch.executeUpdate();
      pending.clear();
    }
  }

  /** Inserts all links that have been added. */
  public void flush() throws SQLException {
    for (long[] link : pending) {
      set(insertOne, 0, link);
      insertOne.executeUpdate();
    }
    pending.clear();
  }

  private static void set(PreparedStatement statement, int offset, long[] link)
      throws SQLException {
    for (int i = 0; i < link.length; i++) {
      statement.setLong(offset + i + 1, link[i]);
    }
  }

  /** Discards links that have not been flushed. */
  @Override
  public void close() throws SQLException {
    insertBatch.close();
    insertOne.close();
  }
}
