package io.gypsum.cli;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class CompletionCommandTest {
  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void scriptCompletesCommandsAndOptionsInBash(String shell) throws Exception {
    String script = CommandRun.of(home, "completion", shell).out();

    assertThat(completed(script, "gypsum", "perm")).contains("permissions");
    assertThat(completed(script, "gypsum", "put", "--pro")).contains("--probation");
    assertThat(completed(script, "gypsum", "account", "a")).contains("add");
  }

  @Test
  void fishScriptHasALineForEachCommandAndOption() {
    CommandRun run = CommandRun.of(home, "completion", "fish");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .allMatch(line -> line.matches("complete -c gypsum -n '.*' -.* -d '.*'"))
        .anyMatch(
            line -> line.startsWith("complete -c gypsum -n '__fish_use_subcommand' -f -a ls "))
        .contains(
            "complete -c gypsum -n '__fish_seen_subcommand_from put' -l probation -d 'Publish the"
                + " version only after an owner approves it'")
        .contains(
            "complete -c gypsum -n '__fish_seen_subcommand_from account; and"
                + " __fish_seen_subcommand_from add' -l admin -d 'Make the user an administrator'");
  }

  @Test
  void unknownShellIsWrongUsage() {
    CommandRun run = CommandRun.of(home, "completion", "tcsh");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("bash, zsh or fish");
  }

  /** Returns the completions of bash for the last word. */
  private static String completed(String script, String... words) throws Exception {
    String input =
        script + "\nCOMP_WORDS=(" + String.join(" ", words) + ")\nCOMP_CWORD="
            + (words.length - 1) + "\n_complete_gypsum\nprintf '%s ' \"${COMPREPLY[@]}\"\n";
    Process bash = new ProcessBuilder("bash", "--norc").redirectErrorStream(true).start();
    try (var in = bash.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    }
    String output = new String(bash.getInputStream().readAllBytes(), UTF_8);
    assertThat(bash.waitFor()).as(output).isZero();
    return output;
  }
}
