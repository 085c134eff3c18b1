package io.gypsum.metadata.index;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.gypsum.core.property.Repetitions;
import io.gypsum.store.Store;
import io.gypsum.store.disk.DiskStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs in other processes that end before they are complete. */
@Tag("process")
class IndexProcessTest {
  private static final int KILLS = Repetitions.of(4);

  @TempDir Path registry;
  @TempDir Path directory;
  @TempDir Path saved;

  private final List<String> after = SmallRegistry.expectedIndex();
  private List<String> before;

  /** Publishes an index of the registry without the project {@code celldex}, which is added afterwards. */
  @BeforeEach
  void publishAnOlderIndex() throws IOException {
    SmallRegistry.unpack(registry);
    Path aside = saved.resolve("celldex");
    Files.move(registry.resolve("celldex"), aside);
    run(true);
    Files.move(aside, registry.resolve("celldex"));
    Files.copy(published(), saved.resolve("older"));
    before = IndexDump.of(published());
  }

  @Test
  void aKilledRunLeavesACompleteIndexAndTheNextRunRepairsIt() throws Exception {
    Random random = new Random(20);
    for (int kill = 1; kill <= KILLS; kill++) {
      boolean fresh = kill % 2 == 0;
      int lines = fresh ? 1 + random.nextInt(55) : 1 + random.nextInt(16);
      Process process = start(List.of(), fresh ? "fresh" : "celldex");
      assertThat(killedAfter(process, lines)).as("kill %d came in time", kill).isTrue();
      List<String> left = IndexDump.of(published());
      assertThat(left.equals(before) || left.equals(after)).as("kill %d", kill).isTrue();

      run(fresh);
      assertThat(IndexDump.of(published()).equals(after)).as("after kill %d", kill).isTrue();
      assertThatThereAreNoOtherFiles();
      Files.copy(
          saved.resolve("older"), published(), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void aFullDiskLeavesACompleteIndex() throws Exception {
    // Limits the size of files: for the process, that is a full disk.
    long blocks = Files.size(published()) / 1024 / 2;
    Process process =
        start(List.of("bash", "-c", "ulimit -f " + blocks + "; exec \"$@\"", "-"), "fresh");
    assertThat(output(process)).contains("failed: the index");
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(IndexDump.of(published()).equals(before)).isTrue();
    assertThatThereAreNoOtherFiles();
  }

  /** @return whether the process was still running */
  private static boolean killedAfter(Process process, int lines) throws Exception {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (int i = 0; i < lines; i++) {
        if (out.readLine() == null) {
          break;
        }
      }
      process.destroyForcibly();
      return process.waitFor() != 0;
    }
  }

  private void assertThatThereAreNoOtherFiles() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("..LOCK", "bioconductor.sqlite3", "modified");
    }
  }

  private void run(boolean fresh) {
    try (Store store = DiskStore.open(registry)) {
      MetadataIndexer indexer =
          new MetadataIndexer(
              store, directory, List.of(TestIndex.BIOCONDUCTOR), IndexOptions.DEFAULTS);
      IndexReport report = fresh ? indexer.fresh() : indexer.reset(IndexScope.parse("celldex"));
      assertThat(report.isComplete()).isTrue();
    }
  }

  private Process start(List<String> wrapper, String what) throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
            "-cp", System.getProperty("java.class.path"), IndexMain.class.getName(),
            registry.toString(), directory.toString(), what));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  private Path published() {
    return directory.resolve(TestIndex.BIOCONDUCTOR.fileName());
  }
}
