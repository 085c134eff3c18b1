package io.gypsum.e2e.metadata;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.GypsumCommand;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestStore;
import io.gypsum.e2e.harness.Users;
import io.gypsum.metadata.index.IndexDump;
import io.gypsum.metadata.index.SmallRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class IndexCommandTest {
  private static final List<String> EXPECTED = SmallRegistry.expectedIndex();
  private static final String MANIFEST = "celldex/tasic-brain-2016/2024-02-26/..manifest";

  @TempDir Path temp;
  private Path registry;
  private Path index;

  @BeforeEach
  void unpack() throws IOException {
    registry = temp.resolve("registry");
    index = temp.resolve("index");
    SmallRegistry.unpack(registry);
  }

  @Test
  void freshIndexesADirectory() {
    GypsumCommand made = index("fresh", "file:" + registry);
    assertThat(made.ok().errors())
        .isEqualTo("bioconductor.sqlite3: built from 50 documents of 35 versions\n");
    assertThat(made.output()).isEmpty();
    assertThat(dump()).isEqualTo(EXPECTED);
    assertThat(registry.resolve("..tmp")).doesNotExist();
  }

  @Test
  void freshIndexesAnyServer() {
    Path data = Users.newData(temp);
    TestStore.fill(data, registry);
    try (TestServer server = TestServer.start(data)) {
      index("fresh", server.process().url().toString()).ok();
      assertThat(dump()).isEqualTo(EXPECTED);
      assertThat(index("update", server.process().url().toString()).ok().errors())
          .isEqualTo("bioconductor.sqlite3: unchanged\n");
    }
  }

  @Test
  void updateBuildsAMissingIndexAndReportsTheReason() {
    Map<String, Object> report =
        Json.object(index("update", registry.toString(), "--json").json());
    assertThat(report).containsEntry("problem_count", 0L).containsEntry("problems", List.of());
    assertThat(Json.list(report.get("indices")))
        .singleElement()
        .satisfies(
            made -> assertThat(Json.object(made))
                .containsEntry("class", "_bioconductor.json")
                .containsEntry("file", "bioconductor.sqlite3")
                .containsEntry("outcome", "built")
                .containsEntry("why", "the index 'bioconductor.sqlite3' does not exist yet")
                .containsEntry("versions", 35L)
                .containsEntry("documents", 50L));
  }

  @Test
  void unreadableDocumentsAreReportedWithExitCode1() throws IOException {
    Files.delete(registry.resolve(MANIFEST));
    GypsumCommand made = index("fresh", registry.toString());
    assertThat(made.exitCode()).isEqualTo(1);
    assertThat(made.errors())
        .contains(
            "gypsum: not indexed: " + MANIFEST + ": does not exist, although its version does");
    assertThat(dump()).hasSizeBetween(EXPECTED.size() * 9 / 10, EXPECTED.size() - 1);

    GypsumCommand update = index("update", registry.toString(), "--json");
    assertThat(update.exitCode()).isEqualTo(1);
    assertThat(Json.object(Json.parse(update.output()))).containsEntry("problem_count", 1L);
  }

  @Test
  void updateRebuildsAnIndexOfAnotherFormatAndReportsIt() throws IOException {
    index("fresh", registry.toString()).ok();
    try (RandomAccessFile file =
        new RandomAccessFile(index.resolve("bioconductor.sqlite3").toFile(), "rw")) {
      // PRAGMA user_version in the file header.
      file.seek(60);
      file.writeInt(1_000_000);
    }

    assertThat(index("update", registry.toString()).ok().errors())
        .contains("the file 'bioconductor.sqlite3' has index format 1.0.0");
    assertThat(dump()).isEqualTo(EXPECTED);
  }

  @Test
  void resetReadsTheScopeAgain() throws IOException {
    index("fresh", registry.toString()).ok();
    Files.delete(registry.resolve("celldex/tasic-brain-2016/2024-02-26/..summary"));
    index("reset", registry.toString(), "celldex/tasic-brain-2016").ok();
    assertThat(dump()).noneMatch(
        line -> line.startsWith("V\t\"celldex\"\t\"tasic-brain-2016\"\t\"2024-02-26\""));
  }

  @Test
  void invalidArgumentsAreReportedInOneLine() {
    index("fresh", temp.resolve("nowhere").toString())
        .refused(3, "directory '" + temp.resolve("nowhere") + "' does not exist");
    index("fresh", "ftp://x").refused(2, "'ftp://x' is not a store address");
    index("fresh", registry.toString(), "--class", "a/b").refused(2, "contains a '/'");
    index("reset", registry.toString(), "celldex").refused(3, "does not exist yet");
    index("reset", registry.toString(), "a/b/c/d").refused(2, "invalid scope 'a/b/c/d'");
    index("fresh", "http://127.0.0.1:1").refused(1, "127.0.0.1:1");
    assertThat(index).satisfiesAnyOf(
        directory -> assertThat(directory).doesNotExist(),
        directory -> assertThat(directory).isDirectoryNotContaining("glob:*.sqlite3"));
  }

  private GypsumCommand index(String action, String from, String... more) {
    String[] arguments = new String[6 + more.length];
    System.arraycopy(
        new String[] {"index", action, "--from", from, "--dir", index.toString()}, 0, arguments,
        0, 6);
    System.arraycopy(more, 0, arguments, 6, more.length);
    return new CommandUser(java.net.URI.create("http://127.0.0.1:1"), null, temp)
        .run(arguments);
  }

  private List<String> dump() {
    return IndexDump.of(index.resolve("bioconductor.sqlite3"));
  }
}
