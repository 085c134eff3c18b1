package io.gypsum.metadata.index;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import io.gypsum.metadata.sqlite.SqliteConnections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Indexes with more links than are sorted in memory, and with more terms than are cached. */
class FreshIndexTest {
  private static final AssetVersion VERSION = AssetVersion.of("p", "a", "v");
  private static final int TERMS = Math.max(IndexRows.MAX_CACHED_TOKENS, LinkSorter.RUN_LINKS) + 1;
  private static final String LONG_TERM = "x".repeat(RecentIds.MAX_CHARS + 1);

  @TempDir Path directory;

  @Test
  void linksAndTermsThatDoNotFitIntoMemoryAreComplete() throws Exception {
    try (FreshIndex index = create()) {
      add(index);
      assertThat(file("links")).exists();
      index.finish(
          new IndexState(UUID.randomUUID(), "x.json", Instant.EPOCH, Set.of(), List.of()),
          IndexListener.NONE);
      assertThat(files()).doesNotContain("links");
      try (Connection connection = SqliteConnections.openPublished(file("index"));
          Statement statement = connection.createStatement()) {
        try (ResultSet row = statement.executeQuery("PRAGMA integrity_check")) {
          assertThat(row.getString(1)).isEqualTo("ok");
        }
        assertThat(
            SqliteConnections.number(
                connection,
                "SELECT count(*) FROM tokens WHERE (SELECT count(*) FROM links"
                    + " JOIN paths USING (pid) WHERE links.tid = tokens.tid) = 2"))
            .isEqualTo(TERMS);
        assertThat(SqliteConnections.number(connection, "SELECT count(*) FROM links"))
            .isEqualTo(2L * TERMS);
      }
    }
    assertThat(files()).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskLeavesNoFiles() throws Exception {
    Files.createSymbolicLink(file("links"), Path.of("/dev/full"));
    try (FreshIndex index = create()) {
      assertThatThrownBy(() -> add(index))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left on device");
    }
    assertThat(files()).isEmpty();
  }

  private FreshIndex create() throws Exception {
    return FreshIndex.create(file("index"), file("draft"), file("links"));
  }

  /** Adds two documents with the same terms. */
  private static void add(FreshIndex index) throws Exception {
    Summary summary = new Summary("u", Instant.EPOCH, Instant.EPOCH, null);
    String text =
        IntStream.range(1, TERMS)
            .mapToObj(i -> "t" + i)
            .collect(Collectors.joining(" ", LONG_TERM + " ", ""));
    MetadataDocument content =
        MetadataDocument.parse(("{\"f\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8));
    index.add(new IndexItem.VersionItem(VERSION, true, summary));
    for (String path : List.of("x.json", "y/x.json")) {
      index.add(
          new IndexItem.DocumentItem(
              VERSION, new UserPath(path), IndexClass.parse("x.json"), content));
    }
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
