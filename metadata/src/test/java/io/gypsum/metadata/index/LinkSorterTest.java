package io.gypsum.metadata.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.gypsum.core.GypsumException;
import io.gypsum.core.property.Repetitions;
import io.gypsum.metadata.sqlite.IndexTable;
import io.gypsum.metadata.sqlite.LinkInsert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LinkSorterTest {
  private static final int MAX_ID = Integer.MAX_VALUE;
  /** Enough links for several passes over each run and for reads of more than one link. */
  private static final int RANDOM_LINKS = 20_000;

  @TempDir Path directory;

  /** A link; the components have the order of {@link LinkReceiver#add}. */
  private record TestLink(long pid, long fid, long tid) {}

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1000, 19_999, 20_000, 20_001})
  void randomLinksAreInTheOrderOfSqlite(int runLinks) throws Exception {
    for (int i = 0; i < Repetitions.of(1); i++) {
      List<TestLink> links = randomLinks(new Random(runLinks + i));
      assertThat(sorted(links, runLinks)).isEqualTo(sortedBySqlite(links));
    }
  }

  @Test
  void theLargestIdsAreSorted() throws Exception {
    TestLink zero = new TestLink(0, 0, 0);
    TestLink field = new TestLink(MAX_ID, MAX_ID, 0);
    TestLink term = new TestLink(MAX_ID, 0, MAX_ID);
    TestLink all = new TestLink(MAX_ID, MAX_ID, MAX_ID);
    for (int runLinks = 1; runLinks <= 4; runLinks++) {
      assertThat(sorted(List.of(zero, all, term, field), runLinks))
          .containsExactly(zero, field, term, all);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 2147483648", "1, 2147483648, 1", "2147483648, 1, 1", "-1, 1, 1"})
  void largerIdsAreInvalid(long pid, long fid, long tid) throws Exception {
    try (LinkSorter sorter = new LinkSorter(file())) {
      assertThatThrownBy(() -> sorter.add(pid, fid, tid))
          .isInstanceOf(GypsumException.class)
          .hasMessageContaining("at most 2147483647 documents, search terms and fields");
    }
  }

  @Test
  void noLinksAreSorted() throws Exception {
    assertThat(sorted(List.of(), 3)).isEmpty();
  }

  @Test
  void onlyLinksThatDoNotFitIntoMemoryAreWrittenToAFile() throws Exception {
    try (LinkSorter sorter = new LinkSorter(file(), 3)) {
      for (int pid = 1; pid <= 3; pid++) {
        sorter.add(pid, 1, 1);
      }
      assertThat(file()).doesNotExist();
      sorter.add(4, 1, 1);
      // Three links of 12 bytes.
      assertThat(file()).hasSize(36);
    }
    assertThat(file()).doesNotExist();
  }

  @Test
  void theFileIsDeletedWhenAReceiverFails() throws Exception {
    SQLException failure = new SQLException("simulated");
    try (LinkSorter sorter = new LinkSorter(file(), 2)) {
      for (int pid = 1; pid <= 5; pid++) {
        sorter.add(pid, 1, 1);
      }
      assertThatThrownBy(() -> sorter.forEach((pid, fid, tid) -> {
        throw failure;
      })).isSameAs(failure);
      assertThat(file()).exists();
    }
    assertThat(file()).doesNotExist();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsReportedAndTheFileIsDeleted() throws Exception {
    Files.createSymbolicLink(file(), Path.of("/dev/full"));
    try (LinkSorter sorter = new LinkSorter(file(), 1)) {
      sorter.add(1, 1, 1);
      assertThatThrownBy(() -> sorter.add(2, 1, 1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left on device");
    }
    assertThat(Files.exists(file(), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  private Path file() {
    return directory.resolve("links");
  }

  private static List<TestLink> randomLinks(Random random) {
    List<TestLink> links = new ArrayList<>();
    long pid = 1;
    while (links.size() < RANDOM_LINKS) {
      // Few terms are frequent, most are rare; some ids need all bits.
      long tid = Math.round(Math.pow(MAX_ID, random.nextDouble()));
      long fid = random.nextInt(10) == 0 ? MAX_ID - random.nextInt(3) : random.nextInt(300);
      links.add(new TestLink(pid, fid, tid));
      pid += random.nextInt(60) == 0 ? 1 + random.nextInt(90_000) : 0;
    }
    return links.stream().distinct().toList();
  }

  private List<TestLink> sorted(List<TestLink> links, int runLinks) throws Exception {
    List<TestLink> sorted = new ArrayList<>();
    try (LinkSorter sorter = new LinkSorter(file(), runLinks)) {
      for (TestLink link : links) {
        sorter.add(link.pid(), link.fid(), link.tid());
      }
      sorter.forEach((pid, fid, tid) -> sorted.add(new TestLink(pid, fid, tid)));
    }
    return sorted;
  }

  private static List<TestLink> sortedBySqlite(List<TestLink> links) throws Exception {
    List<TestLink> sorted = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = connection.createStatement()) {
      IndexTable.createAll(connection);
      try (LinkInsert insert = new LinkInsert(connection)) {
        for (TestLink link : links) {
          insert.add(link.pid(), link.fid(), link.tid());
        }
        insert.flush();
      }
      try (ResultSet row =
          statement.executeQuery("SELECT pid, fid, tid FROM links ORDER BY tid, fid, pid")) {
        while (row.next()) {
          sorted.add(new TestLink(row.getLong(1), row.getLong(2), row.getLong(3)));
        }
      }
    }
    return sorted;
  }
}
