package io.gypsum.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The exit codes of docs/commands.md: one per cause, the same for every command. */
class ExitCodeTest {
  /** Commands that send requests to a server; DIR is a directory with a file, NEW one that does not exist. */
  private static final List<String> COMMANDS =
      List.of(
          "ls", "ls p", "ls p/a", "ls p/a/v", "show p", "show p/a", "show p/a/v", "log",
          "diff p/a/v", "diff p/a/v v2", "diff p/a/v DIR/", "search x", "search --fields",
          "search --words x", "get p/a", "get p/a/v",
          "get p/a/v:f", "put DIR p/a/v", "clone p/a/v NEW",
          "validate DIR/_bioconductor.json", "create p", "permissions p",
          "permissions p --add-owner x", "quota p", "quota p --baseline 1", "approve p/a/v",
          "reject p/a/v --yes", "refresh latest p/a", "refresh usage p", "unlock p", "rm p --yes",
          "rm p/a --yes", "rm p/a/v --yes", "health");
  /** Commands that use no server, or none of the REST API. */
  private static final Set<String> LOCAL_COMMANDS =
      Set.of(
          "quickstart", "index", "backup", "import", "verify", "purge", "login", "logout", "whoami",
          "cache", "url", "open", "config", "serve", "account", "audit", "backup-server",
          "completion");

  private static ErrorServer server;

  @TempDir Path home;

  @BeforeAll
  static void startServer() {
    server = new ErrorServer();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private int exitCode(String command, String... more) throws IOException {
    Path directory = Files.createDirectories(home.resolve("dir"));
    Files.writeString(directory.resolve("_bioconductor.json"), "{}");
    String line =
        command.replace("DIR", directory.toString()).replace("NEW", home.resolve("new").toString());
    String[] args = (line + " " + String.join(" ", more)).strip().split(" ");
    Map<String, String> environment =
        Map.of(
            "GYPSUM_URL", server.url(), "GYPSUM_TOKEN", "token", "GYPSUM_CACHE_DIR",
            home.resolve("cache").toString());
    return CommandRun.of(home, environment, args).exitCode();
  }

  @ParameterizedTest(name = "{0} {1} {2} has exit code {3}")
  @CsvSource({
      "404,not-found,it does not exist,3", "400,'',project p does not exist,3",
      "400,invalid,the name does not exist in the list,1", "401,unauthenticated,who,4",
      "403,'',not yours,4", "403,locked,busy with another,5"})
  void theCauseDeterminesTheExitCodeOfEveryCommand(
      int status, String kind, String reason, int expected) throws IOException {
    server.failWith(status, kind, reason);
    Map<String, Integer> others = new TreeMap<>();
    for (String command : COMMANDS) {
      int code = exitCode(command);
      if (code != expected) {
        others.put(command, code);
      }
    }

    assertThat(others).as("commands with another exit code than %d", expected).isEmpty();
  }

  @Test
  void everyCommandIsInTheTable() {
    Set<String> commands = new HashSet<>(LOCAL_COMMANDS);
    COMMANDS.forEach(command -> commands.add(command.split(" ")[0]));

    assertThat(commands).containsExactlyInAnyOrderElementsOf(CommandList.NAMES);
  }

  @ParameterizedTest
  @CsvSource({
      "show a/b/c/d", "diff p/a", "diff p/a/v a/b", "get p", "put DIR p/a", "quota p --baseline x",
      "search x --limit 0",
      "log --since x", "ls p/a --internal", "ls --wrong"})
  void wrongUsageHasExitCode2(String command) throws IOException {
    server.failWith(403, "forbidden", "not to be asked");

    assertThat(exitCode(command)).as(command).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
      "put NEW p/a/v", "diff p/a/v NEW/", "validate NEW", "search x --database NEW",
      "permissions p --add-owner x --token-file NEW", "verify NEW", "backup --from NEW --to NEW2",
      "import NEW --to DIR"})
  void aMissingLocalFileHasExitCode3(String command) throws IOException {
    server.failWith(200, "", "not to be asked");

    assertThat(exitCode(command)).as(command).isEqualTo(3);
  }
}
