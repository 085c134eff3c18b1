package io.gypsum.cli.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.gypsum.cli.CommandRun;
import io.gypsum.store.disk.DiskStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class NotABucketTest {
  @TempDir Path temp;

  @BeforeEach
  void createDirectories() throws IOException {
    Files.createDirectories(temp.resolve("srv/bucket/p"));
    Files.writeString(
        temp.resolve("srv/bucket/p/..permissions"), "{\"owners\":[],\"uploaders\":[]}");
    Files.createDirectories(temp.resolve("empty"));
  }

  /** {@code FROM} stands for the directory, {@code TEMP} for that of the test. */
  static Stream<List<String>> commands() {
    return Stream.of(
        List.of("backup", "--from", "FROM", "--to", "TEMP/copy"),
        List.of("backup", "--from", "FROM", "--to", "TEMP/copy", "--delete", "--yes"),
        List.of("backup", "--from", "FROM", "--to", "TEMP/copy", "--dry-run"),
        List.of("import", "FROM", "--to", "TEMP/copy"), List.of("verify", "FROM"),
        List.of("verify", "FROM", "--repair", "--yes"),
        List.of("index", "fresh", "--from", "FROM", "--dir", "TEMP/index"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aDirectoryThatIsNotABucketIsRefused(List<String> command) {
    for (String directory : List.of("srv", "empty")) {
      CommandRun run = run(command, directory);
      assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
      assertThat(run.err())
          .contains(
              "'" + temp.resolve(directory) + "' does not have the bucket layout of gypsum",
              "choose the directory that contains the projects", "mounted");
      assertThat(temp.resolve("copy")).doesNotExist();
      assertThat(temp.resolve(directory + "/..tmp")).doesNotExist();
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aBucketIsAcceptedAlsoWithoutProjects(List<String> command) {
    DiskStore.open(temp.resolve("new")).close();
    for (String directory : List.of("srv/bucket", "new")) {
      assertThat(run(command, directory).err()).doesNotContain("does not have the bucket layout");
    }
  }

  @Test
  void aSourceThatSuddenlyIsEmptyIsNotCopied() throws IOException {
    List<String> backup = commands().findFirst().orElseThrow();
    assertThat(run(backup, "srv/bucket").exitCode()).isZero();
    DiskStore.open(temp.resolve("new")).close();

    CommandRun run = run(backup, "new");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("the source is empty, but the target is not", "mounted");
    assertThat(temp.resolve("copy/p/..permissions")).exists();
  }

  private CommandRun run(List<String> command, String directory) {
    String[] arguments =
        command.stream()
            .map(
                word -> word.replace("FROM", temp.resolve(directory).toString())
                    .replace("TEMP", temp.toString()))
            .toArray(String[]::new);
    return CommandRun.of(temp, arguments);
  }
}
