package io.gypsum.metadata.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Counts the links of a new index while they are inserted in the order of their key, for the statistics with which SQLite
 * plans queries. {@code ANALYZE} would read all links again. Not thread-safe.
 */
public final class LinkStatistics {
  private long links;
  private long terms;
  private long termsInFields;
  private long lastTid = -1;
  private long lastFid = -1;

  /** Counts a link that follows the previous one in the order of the key. */
  public void add(long fid, long tid) {
    links++;
    if (tid != lastTid) {
      terms++;
      termsInFields++;
    } else if (fid != lastFid) {
      termsInFields++;
    }
    lastTid = tid;
    lastFid = fid;
  }

  /**
   * Writes the statistics of all tables. The tables must be complete.
   *
   * @param documents how many documents have links
   */
  public void write(Connection connection, long documents) throws SQLException {
    IndexTable.analyzeAllExceptLinks(connection);
    if (links == 0) {
      // SQLite has no statistics of empty tables.
      return;
    }
    // The format of this table: https://www.sqlite.org/fileformat2.html#stat1tab.
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('links', ?, ?)")) {
      insert.setString(1, "links");
      insert.setString(2, links + " " + average(terms) + " " + average(termsInFields) + " 1");
      insert.executeUpdate();
      insert.setString(1, IndexTable.LINKS_BY_PATH);
      insert.setString(2, links + " " + average(documents));
      insert.executeUpdate();
    }
  }

  /** Returns how many links a group has on average, rounded up; like SQLite, 1 for up to 1.1. */
  private long average(long groups) {
    long average = (links + groups - 1) / groups;
    return average == 2 && links * 10 <= groups * 11 ? 1 : average;
  }
}
