package io.gypsum.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MainTest {
  @TempDir Path home;

  @Test
  void versionOptionPrintsTheVersionAndTheCommit() {
    CommandRun run = CommandRun.of(home, "--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).matches("gypsum \\d+\\.\\d+\\.\\d+(-SNAPSHOT)? \\(.+\\)\\R");
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "help", "help serve", "help account add", "serve --help",
          "account --help", "account add --help",
          "account list -h"})
  void helpIsPrintedOnStdout(String line) {
    CommandRun run = CommandRun.of(home, line.split(" "));

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("Usage: gypsum").contains("--help");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void helpListsEveryCommand() {
    String help = CommandRun.of(home, "--help").out();

    for (String name : CommandList.NAMES) {
      assertThat(help).containsPattern("(?m)^  " + name + " ");
      assertThat(CommandRun.of(home, name, "--help").out()).startsWith("Usage: gypsum " + name);
    }
  }

  @ParameterizedTest(name = "gypsum {0}")
  @CsvSource(delimiter = '|', value = {
      "''|missing command|gypsum --help", "serv|unknown command 'serv'|did you mean serve",
      "help serv|unknown command 'serv'|did you mean serve",
      "serve --prot 1|unknown option '--prot'|did you mean",
      "serve --port|--port|gypsum serve --help",
      "serve --github-app-secret x|unknown option|gypsum serve --help",
      "serve --port 1 --port 2|--port|only once",
      "serve x|unexpected argument 'x'|gypsum serve --help",
      "account|missing command|gypsum account --help", "account add|NAME|gypsum account add --help",
      "rm a/b/c/d|gypsum: 'a/b/c/d' has too many parts|gypsum rm --help",
      "quota p --growth x|gypsum: --growth: 'x' is not a size|gypsum quota --help"})
  void wrongUsageIsReportedAsOneLineWithTheNextStep(String line, String what, String next) {
    assertWrongUsage(
        CommandRun.of(home, line.isEmpty() ? new String[0] : line.split(" ")), what, next);
  }

  @Test
  void invalidSettingIsWrongUsage() throws Exception {
    assertWrongUsage(CommandRun.of(home, "serve", "--port", "http"), "'http'", "--port", "65535");
    assertWrongUsage(
        CommandRun.of(home, Map.of("GYPSUM_PORT", "http"), "serve"), "GYPSUM_PORT", "65535");
    Path file = Files.writeString(home.resolve("gypsum.conf"), "\nprot = 1\n");
    assertWrongUsage(
        CommandRun.of(home, "serve", "--config", file.toString()), "gypsum.conf:2", "'port'");
    assertWrongUsage(
        CommandRun.of(home, Map.of("GYPSUM_CONFIG", file.toString()), "account", "list"),
        "gypsum.conf:2", "'port'");
  }

  @Test
  void anArgumentThatStartsWithAnAtSignIsNotReplacedByTheContentOfAFile() throws Exception {
    Path arguments = Files.writeString(home.resolve("arguments"), "--help\n\"unclosed");
    String data = home.resolve("data").toString();

    for (String argument : List.of("@" + arguments, "@missing", "@@x", "@")) {
      assertFailed(
          3, CommandRun.of(home, "account", "remove", argument, "--data", data),
          "'" + argument + "'");
    }
    assertFailed(
        1,
        CommandRun.of(home, "account", "add", "a", "--org", "@" + arguments, "--data", data),
        "'@" + arguments + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"search -atlas", "put -dash p/a/v", "search brain -atlas"})
  void anArgumentThatStartsWithADashIsNamed(String line) {
    assertFailed(2, CommandRun.of(home, line.split(" ")), "unknown option '-", "write '--' before");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"x\"", "'x'", "${HOME}", "$HOME", "%HOME%", "*", "~", "\\x"})
  void anArgumentIsTakenLiterally(String argument) {
    assertFailed(
        3,
        CommandRun.of(
            home, "account", "remove", argument, "--data", home.resolve("data").toString()),
        "'" + argument + "'");
  }

  @Test
  void exitCodeDependsOnTheCause() throws Exception {
    String data = home.resolve("data").toString();
    assertFailed(3, CommandRun.of(home, "account", "remove", "alice", "--data", data), "'alice'");
    assertFailed(1, CommandRun.of(home, "account", "add", "a/b", "--data", data), "'a/b'");

    Files.createDirectories(Path.of(data));
    Files.writeString(Path.of(data, "accounts.json"), "{\n");
    assertFailed(1, CommandRun.of(home, "account", "list", "--data", data), "accounts.json");
  }

  @Test
  void unusableDirectoryIsNamed() throws Exception {
    Path file = Files.createFile(home.resolve("file"));

    assertFailed(
        1, CommandRun.of(home, "account", "add", "alice", "--data", file.toString()),
        file.toString());
  }

  @Test
  void stackTraceIsPrintedOnlyWithGypsumDebug() {
    String[] args = {"account", "remove", "alice", "--data", home.toString()};

    assertThat(CommandRun.of(home, args).err()).doesNotContain("\tat ");
    assertThat(CommandRun.of(home, Map.of("GYPSUM_DEBUG", "1"), args).err())
        .startsWith("gypsum: ")
        .contains("\tat ");
  }

  @Test
  void printConfigPrintsASettingsFileThatServeReads() throws Exception {
    CommandRun run = CommandRun.of(home, "serve", "--print-config");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    Path file = Files.writeString(home.resolve("gypsum.conf"), run.out());
    assertThat(CommandRun.of(home, "account", "list", "--config", file.toString()).exitCode())
        .isZero();
  }

  private static void assertWrongUsage(CommandRun run, String... words) {
    assertFailed(2, run, words);
  }

  private static void assertFailed(int exitCode, CommandRun run, String... words) {
    assertThat(run.err()).startsWith("gypsum: ").contains(words);
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(exitCode);
  }
}
