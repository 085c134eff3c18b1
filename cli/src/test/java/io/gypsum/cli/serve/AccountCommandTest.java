package io.gypsum.cli.serve;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.gypsum.cli.CommandRun;
import io.gypsum.cli.JvmProcess;
import io.gypsum.core.decision.User;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.server.identity.LocalIdentity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("process")
class AccountCommandTest {
  @TempDir Path data;

  @Test
  void addPrintsOnlyTheTokenOnStdout() {
    CommandRun run = gypsum("add", "alice", "--org", "lab", "--org", "core", "--admin");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).matches("gypsum_\\S{43}\\R");
    assertThat(run.err())
        .contains("alice", "not shown again", "with the data directory '" + data + "'")
        .doesNotContain(run.out().strip());
    assertThat(identify(run.out().strip()))
        .isEqualTo(new User("alice", Set.of("lab", "core"), true));
  }

  @Test
  void rotatePrintsANewToken() {
    String first = gypsum("add", "alice").out().strip();
    CommandRun run = gypsum("rotate", "alice");

    assertThat(run.out().strip()).startsWith("gypsum_").isNotEqualTo(first);
    assertThat(identify(run.out().strip()).login()).isEqualTo("alice");
  }

  @Test
  void removeDeletesTheAccount() {
    gypsum("add", "alice");
    CommandRun run = gypsum("remove", "alice", "--yes");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(gypsum("list").err())
        .contains("No accounts in '" + data + "'", "gypsum account add");
  }

  @Test
  void theLastAdministratorIsRemovedOnlyAfterConfirmation() {
    gypsum("add", "alice", "--admin");
    gypsum("add", "bob");

    CommandRun run = gypsum("remove", "alice");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("'alice' is the last account or the last administrator", "--yes");
    assertThat(gypsum("list").out()).contains("alice");
    assertThat(gypsum("remove", "bob").exitCode()).isZero();
    assertThat(gypsum("remove", "alice", "--yes").exitCode()).isZero();
  }

  @Test
  void listPrintsATableOrJson() {
    String token = gypsum("add", "alice", "--org", "lab").out().strip();
    gypsum("add", "bob", "--admin");

    assertThat(gypsum("list").out().lines())
        .hasSize(3)
        .satisfiesExactly(
            line -> assertThat(line).matches("NAME +ORGANIZATIONS +ADMIN +CREATED"),
            line -> assertThat(line).matches("alice +lab +\\d{4}-\\S+Z"),
            line -> assertThat(line).matches("bob +yes +\\d{4}-\\S+Z"));
    assertThat(gypsum("list", "--json").out())
        .matches(
            "\\[\\{\"name\":\"alice\",\"organizations\":\\[\"lab\"],\"administrator\":false,"
                + "\"created\":\"[^\"]+Z\"},\\{\"name\":\"bob\",\"organizations\":\\[],"
                + "\"administrator\":true,\"created\":\"[^\"]+Z\"}]\\R")
        .doesNotContain(token);
    gypsum("remove", "alice");
    gypsum("remove", "bob", "--yes");
    assertThat(gypsum("list", "--json").out()).isEqualToIgnoringNewLines("[]");
  }

  @Test
  void dataDirectoryCanBeSetByTheEnvironment() {
    Path home = data.resolve("home");
    CommandRun.of(home, Map.of("GYPSUM_DATA", data.toString()), "account", "add", "alice");
    CommandRun.of(home, "account", "add", "bob");

    assertThat(gypsum("list", "--json").out()).contains("alice").doesNotContain("bob");
    assertThat(home.resolve(".local/share/gypsum/server/accounts.json")).exists();
  }

  @Test
  void concurrentProcessesAddAllAccounts() throws Exception {
    int processes = 6;
    List<Process> running = new ArrayList<>();
    for (int i = 0; i < processes; i++) {
      running.add(
          JvmProcess.of("account", "add", "user" + i, "--data", data.toString())
              .redirectErrorStream(true)
              .start());
    }
    LocalAccounts accounts = new LocalAccounts(DataDirectory.at(data), InstantSource.system());
    for (int i = 0; i < 50; i++) {
      accounts.add("here" + i, List.of(), false);
    }
    for (Process process : running) {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
    }
    assertThat(accounts.list()).hasSize(50 + processes);
  }

  private User identify(String token) {
    return new LocalIdentity(DataDirectory.at(data), InstantSource.system()).identify(token);
  }

  private CommandRun gypsum(String... args) {
    List<String> all = new ArrayList<>(List.of("account"));
    all.addAll(List.of(args));
    all.addAll(List.of("--data", data.toString()));
    return CommandRun.of(data.resolve("home"), all.toArray(String[]::new));
  }
}
