package io.gypsum.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A server that has neither an index nor schemas, or is not a gypsum server. */
class MissingRouteTest {
  @TempDir Path home;
  private ErrorServer server;

  @BeforeEach
  void start() {
    server = new ErrorServer();
    server.failWith(404, "not-found", "no such route");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String error(String... args) {
    CommandRun run =
        CommandRun.of(
            home,
            Map.of(
                "GYPSUM_URL", server.url(), "GYPSUM_CACHE_DIR", home.resolve("cache").toString()),
            args);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
    return run.err();
  }

  @Test
  void searchNeedsAnIndex() {
    assertThat(error("search", "mouse"))
        .startsWith("gypsum: search is not available: the server publishes no index")
        .contains("if it is started with --index")
        .doesNotContain("gypsum ls");
  }

  @Test
  void validationNeedsASchema() throws IOException {
    Path document = Files.writeString(home.resolve("_bioconductor.json"), "{}");
    assertThat(error("validate", document.toString()))
        .startsWith("gypsum: the server publishes no schema 'bioconductor/v1.json'")
        .contains("--schemas", "pass a schema file with --schema");
  }

  @Test
  void aWrongUrlIsReportedAsSuch() {
    assertThat(error("ls"))
        .contains("check that the URL is that of a gypsum server: 'gypsum config' shows it");
  }
}
