package io.gypsum.cli.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.gypsum.cli.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class QuickstartCommandTest {
  @TempDir private Path home;

  @Test
  void runsAllStepsAndKeepsTheDataOnRequest() {
    Path data = home.resolve("kept");
    CommandRun run = CommandRun.of(home, "quickstart", "--data", data.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "Uploaded 6 files", "Uploaded 1 file,",
            "identical to the uploaded directory, byte for byte", "3 versions")
        .contains("quickstart/rna-seq/v3 was added and became the latest")
        .contains("$ gypsum ls quickstart/rna-seq", "v3       latest", "state      published")
        .contains("   gypsum serve --data " + data)
        .doesNotContain("\033", "gypsum_");
    assertThat(data.resolve("bucket/quickstart/rna-seq/v1/counts.tsv")).exists();
    assertThat(data.resolve("bucket/quickstart/rna-seq/v2/counts.tsv")).doesNotExist();
  }

  @Test
  void rejectsADirectoryThatIsNotEmpty() throws IOException {
    Path mine = Files.writeString(home.resolve("mine"), "mine");
    CommandRun run = CommandRun.of(home, "quickstart", "--data", home.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("is not a new or empty");
    assertThat(mine).hasContent("mine");
    try (Stream<Path> files = Files.list(home)) {
      assertThat(files).containsExactly(mine);
    }
  }

  @Test
  void failureNamesTheStep() throws IOException {
    Path file = Files.createFile(home.resolve("file"));
    CommandRun run = CommandRun.of(home, "quickstart", "--data", file.resolve("x").toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("gypsum: quickstart failed at 'Start a server': ")
        .contains(file.toString())
        .hasLineCount(1);
  }
}
