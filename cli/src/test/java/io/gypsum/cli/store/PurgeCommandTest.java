package io.gypsum.cli.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.gypsum.cli.CommandRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PurgeCommandTest {
  @TempDir Path temp;

  private Path version;

  @BeforeEach
  void fill() throws IOException {
    Path project = Files.createDirectories(temp.resolve("bucket/p"));
    Files.writeString(project.resolve("..permissions"), "{\"owners\":[],\"uploaders\":[]}");
    Files.writeString(project.resolve("..usage"), "{\"total\":1}");
    version = Files.createDirectories(project.resolve("a/v"));
    Files.writeString(version.resolve("file"), "x");
    Files.writeString(
        version.resolve("..summary"),
        "{\"upload_user_id\":\"u\",\"upload_start\":\"2020-01-31T00:00:00Z\",\"upload_finish\":"
            + "\"2020-01-31T00:00:00Z\",\"on_probation\":true}");
  }

  private CommandRun purge(String... options) {
    String[] args = new String[options.length + 2];
    args[0] = "purge";
    args[1] = "file:" + temp.resolve("bucket");
    System.arraycopy(options, 0, args, 2, options.length);
    return CommandRun.of(temp, args);
  }

  @Test
  void aDryRunDeletesNothing() {
    CommandRun run = purge("--probation", "90d", "--dry-run");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .isEqualToIgnoringNewLines("p/a/v  on probation since 2020-01-31T00:00:00.000Z, by 'u'");
    assertThat(run.err()).contains("Would delete 1 version");
    assertThat(version.resolve("file")).exists();
  }

  @Test
  void yesDeletesWithoutAQuestionAndJsonListsTheVersions() {
    CommandRun run = purge("--probation", "90d", "--yes", "--json");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("\"version\":\"p/a/v\"", "\"outcome\":\"deleted\"", "\"reason\":\"probation\"");
    assertThat(version).doesNotExist();
    assertThat(temp.resolve("bucket/p/..usage")).hasContent("{\"total\":0}");
  }

  @Test
  void nothingIsDeletedWithoutAConfirmation() {
    CommandRun run = purge("--probation", "90d");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--yes", "--dry-run");
    assertThat(version.resolve("file")).exists();
  }

  @Test
  void nothingIsDeletedByDefault() {
    assertThat(purge("--yes").exitCode()).isEqualTo(2);
    assertThat(purge("--uploads", "7d", "--yes").exitCode()).isZero();
    assertThat(version.resolve("file")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"23h", "0d", "PT-48H", "36501d", "soon"})
  void agesThatCannotBeIntendedAreRefused(String age) {
    CommandRun run = purge("--probation", age, "--yes");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(version.resolve("file")).exists();
  }
}
