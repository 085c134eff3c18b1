package io.gypsum.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.cli.CommandRun;
import io.gypsum.server.audit.AuditEvent;
import io.gypsum.server.audit.AuditEvent.Actor;
import io.gypsum.server.audit.AuditEvent.Outcome;
import io.gypsum.server.audit.AuditEvent.Target;
import io.gypsum.server.audit.AuditFiles;
import io.gypsum.server.data.DataDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class AuditCommandTest {
  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123Z");

  @TempDir Path data;

  /** Each event is in a file of its own. */
  private void writeEvents() throws IOException {
    try (AuditFiles files = new AuditFiles(DataDirectory.at(data), 1, 10)) {
      files.append(event(0, "create-project", "root", new Target("p", null, null, null), null));
      files.append(event(1, "remove-version", "anna", new Target("p", "a", "v1", null), "no"));
      files.append(event(2, "sign-in", null, Target.NONE, "invalid\n\u202etoken"));
      files.append(event(3, "set-quota", "root", new Target("q", null, null, null), null));
    }
  }

  private static AuditEvent event(
      int minute, String action, String user, Target target, String reason) {
    return new AuditEvent(
        TIME.plus(Duration.ofMinutes(minute)), action, new Actor(user, "192.0.2.7"), target,
        reason == null ? Outcome.OK : Outcome.REFUSED, reason);
  }

  @Test
  void eachEventOfAllFilesIsOneLine() throws IOException {
    writeEvents();
    assertThat(gypsum().out().lines()).containsExactly(
        "2026-03-01T12:00:00.123Z  ok  create-project  p  root  192.0.2.7",
        "2026-03-01T12:01:00.123Z  refused  remove-version  p/a/v1  anna  192.0.2.7  no",
        "2026-03-01T12:02:00.123Z  refused  sign-in  -  -  192.0.2.7  invalid\\n\\u202etoken",
        "2026-03-01T12:03:00.123Z  ok  set-quota  q  root  192.0.2.7");
  }

  @Test
  void theReasonOfARejectionIsShown() throws IOException {
    try (AuditFiles files = new AuditFiles(DataDirectory.at(data), 1, 10)) {
      files.append(
          new AuditEvent(
              TIME, "reject-version", new Actor("root", "192.0.2.7", "no README\nat all"),
              new Target("p", "a", "v1", null, "ben"), Outcome.OK, null));
    }
    assertThat(gypsum().out().lines()).containsExactly(
        "2026-03-01T12:00:00.123Z  ok  reject-version  p/a/v1  root  192.0.2.7  no README\\nat all");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--project p|create-project remove-version", "--user root|create-project set-quota",
      "--action sign-in|sign-in", "--outcome refused|remove-version sign-in",
      "--since 2026-03-01T12:01:00.123Z|sign-in set-quota",
      "--project p --user root --outcome ok|create-project", "--outcome failed|''"})
  void eventsAreSelected(String options, String actions) throws IOException {
    writeEvents();
    assertThat(
        gypsum(options.split(" ")).out().lines().map(line -> line.split("  ")[2]).toList())
        .isEqualTo(actions.isEmpty() ? List.of() : List.of(actions.split(" ")));
  }

  @Test
  void anEmptyResultIsExplained() throws IOException {
    assertThat(gypsum().err()).contains("No audit log exists").doesNotContain("No events");
    writeEvents();
    assertThat(gypsum("--action", "removed").err())
        .isEqualToIgnoringNewLines(
            "No events match the options; 'gypsum audit' shows all events.");
    assertThat(gypsum("--project", "p").err()).isEmpty();
    assertThat(gypsum("--action", "removed", "--json").err()).isEmpty();
  }

  @Test
  void jsonIsOneArray() throws IOException {
    writeEvents();
    assertThat(gypsum("--json", "--project", "p").out()).isEqualToIgnoringNewLines(
        "[{\"time\":\"2026-03-01T12:00:00.123Z\",\"action\":\"create-project\","
            + "\"actor\":{\"user\":\"root\",\"client\":\"192.0.2.7\"},"
            + "\"target\":{\"project\":\"p\"},\"outcome\":\"ok\"},"
            + "{\"time\":\"2026-03-01T12:01:00.123Z\",\"action\":\"remove-version\","
            + "\"actor\":{\"user\":\"anna\",\"client\":\"192.0.2.7\"},"
            + "\"target\":{\"project\":\"p\",\"asset\":\"a\",\"version\":\"v1\"},"
            + "\"outcome\":\"refused\",\"reason\":\"no\"}]");
  }

  @Test
  void aTornLastLineIsIgnoredAndOtherDamageIsReported() throws IOException {
    writeEvents();
    Path last = data.resolve("audit/audit-000004.jsonl");
    Files.writeString(last, "{\"time\":\"20", StandardOpenOption.APPEND);
    assertThat(gypsum().out().lines()).hasSize(4);
    assertThat(gypsum().err()).isEmpty();
    Files.writeString(last, "\n\u0000\u0000\n\n", StandardOpenOption.APPEND);
    assertThat(gypsum().out().lines()).hasSize(4);
    assertThat(gypsum().err()).contains("2 corrupt lines");
  }

  @Test
  void aDirectoryWithoutLogIsReported() {
    assertThat(gypsum().err()).contains("No audit log exists in '" + data + "'");
    assertThat(gypsum("--json").out()).isEqualToIgnoringNewLines("[]");
  }

  @Test
  void invalidOptionsAreUsageErrors() {
    assertThat(gypsum("--outcome", "done").exitCode()).isEqualTo(2);
    assertThat(gypsum("--outcome", "done").err()).contains("--outcome: outcome 'done'", "refused");
    assertThat(gypsum("--since", "noon").err()).contains("--since: 'noon' is not a time");
  }

  @Test
  void changesOfAccountsAreRecordedWithoutTheirTokens() throws IOException {
    String token = run("account", "add", "alice").out().strip();
    String rotated = run("account", "rotate", "alice").out().strip();
    run("account", "add", "alice");
    run("account", "remove", "alice", "--yes");
    String user = "os:" + System.getProperty("user.name");
    assertThat(gypsum().out().lines().map(line -> line.substring(26)).toList())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("ok  add-account  alice  " + user + "  command"),
            line -> assertThat(line).isEqualTo("ok  rotate-token  alice  " + user + "  command"),
            line -> assertThat(line).startsWith("refused  add-account  alice  " + user),
            line -> assertThat(line)
                .isEqualTo("ok  remove-account  alice  " + user + "  command"));
    assertThat(token).isNotEmpty();
    assertThat(rotated).isNotEmpty();
    assertThat(Files.readString(data.resolve("audit/audit-000001.jsonl")))
        .doesNotContain(token, rotated);
  }

  @Test
  void aChangeThatCannotBeRecordedIsMadeWithAWarning() throws IOException {
    Files.writeString(data.resolve("audit"), "a file in the place of the directory");
    CommandRun run = run("account", "add", "alice");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("warning: not recorded in the audit log");
    assertThat(run("account", "list").out()).contains("alice");
  }

  private CommandRun gypsum(String... options) {
    return run("audit", options);
  }

  private CommandRun run(String command, String... args) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(args));
    all.addAll(List.of("--data", data.toString()));
    return CommandRun.of(data.resolve("home"), all.toArray(String[]::new));
  }
}
