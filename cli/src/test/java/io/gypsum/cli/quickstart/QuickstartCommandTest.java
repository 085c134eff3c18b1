package io.gypsum.cli.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import io.gypsum.cli.CommandRun;
import io.gypsum.cli.Main;
import io.gypsum.cli.terminal.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
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
  void keepsTheServerWithAPageOfTheResultUntilItIsStopped() throws Exception {
    PipedInputStream printed = new PipedInputStream(1 << 16);
    PrintStream out = new PrintStream(new PipedOutputStream(printed), true, UTF_8);
    Terminal terminal = new Terminal(out, System.err, Map.of(), home);
    Thread run = Thread.ofPlatform().start(() -> {
      int _ = Main.run(terminal, "quickstart", "--keep");
      out.close();
    });
    BufferedReader lines = new BufferedReader(new InputStreamReader(printed, UTF_8));
    String line = lines.readLine();
    while (!line.endsWith("/browse/quickstart/rna-seq/v3")) {
      line = lines.readLine();
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI page = URI.create(line.strip());
      assertThat(client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()))
          .satisfies(response -> {
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).contains("counts.tsv");
          });
    } finally {
      run.interrupt();
    }
    assertThat(run.join(Duration.ofSeconds(30))).isTrue();
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
