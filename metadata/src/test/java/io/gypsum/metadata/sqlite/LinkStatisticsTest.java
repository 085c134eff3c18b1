package io.gypsum.metadata.sqlite;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares the statistics with those that SQLite computes itself. */
class LinkStatisticsTest {
  private Connection connection;

  @BeforeEach
  void open() throws Exception {
    connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    IndexTable.createAll(connection);
    IndexTable.createIndexes(connection);
    SqliteConnections.execute(
        connection, "INSERT INTO tokens VALUES (1, 'a'), (2, 'b')",
        "INSERT INTO fields VALUES (1, 'f')",
        "INSERT INTO versions VALUES (1, 'p', 'a', 'v', 1, 'u', 0)",
        "INSERT INTO paths VALUES (1, 1, 'x', jsonb('{}'))");
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 100", "2, 100", "1000, 0", "1000, 5", "1000, 20", "1000, 50",
      "1000, 100"})
  void theyAreThoseOfAnalyze(int terms, int percentFrequent) throws Exception {
    Random random = new Random(terms + percentFrequent);
    LinkStatistics statistics = new LinkStatistics();
    Set<Long> documents = new TreeSet<>();
    try (LinkInsert insert = new LinkInsert(connection)) {
      for (long tid = 1; tid <= terms; tid++) {
        boolean isFrequent = random.nextInt(100) < percentFrequent;
        int fields = isFrequent ? 1 + random.nextInt(3) : 1;
        for (long fid = 1; fid <= fields; fid++) {
          int count = isFrequent ? 1 + random.nextInt(2) : 1;
          for (int i = 0; i < count; i++) {
            long pid = 10L * i + random.nextInt(10);
            insert.add(pid, fid, tid);
            statistics.add(fid, tid);
            documents.add(pid);
          }
        }
      }
      insert.flush();
    }

    statistics.write(connection, documents.size());

    Set<String> written = statistics();
    assertThat(written).anyMatch(row -> row.startsWith("links/links_by_path/"));
    SqliteConnections.execute(connection, "DELETE FROM sqlite_stat1", "ANALYZE");
    assertThat(written).isEqualTo(statistics());
  }

  @Test
  void thereAreNoneOfAnIndexWithoutLinks() throws Exception {
    new LinkStatistics().write(connection, 0);

    Set<String> written = statistics();
    SqliteConnections.execute(connection, "DELETE FROM sqlite_stat1", "ANALYZE");
    assertThat(written).isEqualTo(statistics()).noneMatch(row -> row.startsWith("links"));
  }

  private Set<String> statistics() throws SQLException {
    Set<String> rows = new TreeSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT tbl, idx, stat FROM sqlite_stat1")) {
      while (row.next()) {
        rows.add(row.getString(1) + "/" + row.getString(2) + "/" + row.getString(3));
      }
    }
    return rows;
  }
}
