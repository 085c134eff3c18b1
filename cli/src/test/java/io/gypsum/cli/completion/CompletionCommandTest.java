package io.gypsum.cli.completion;

import java.nio.file.Path;

import io.gypsum.cli.CommandRun;
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
  void bashReadsTheScriptAndCompletesCommandsAndOptions(String shell) throws Exception {
    String script = CommandRun.of(home, "completion", shell).out();

    assertThat(completed(script, "gypsum", "perm")).contains("permissions");
    assertThat(completed(script, "gypsum", "put", "--pro")).contains("--probation");
    assertThat(completed(script, "gypsum", "account", "a")).contains("add");
  }

  @Test
  void fishGetsALineForEachCommandAndOption() {
    CommandRun run = CommandRun.of(home, "completion", "fish");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .allMatch(line -> line.matches("complete -c gypsum -n '.*' -.* -d '.*'"))
        .anyMatch(
            line -> line.startsWith("complete -c gypsum -n '__fish_use_subcommand' -f -a ls "))
        .contains(
            "complete -c gypsum -n '__fish_seen_subcommand_from put' -l probation -d 'Lets the"
                + " version wait for an owner\\'s approval'")
        .contains(
            "complete -c gypsum -n '__fish_seen_subcommand_from account; and"
                + " __fish_seen_subcommand_from add' -l admin -d 'Lets the user do everything'");
  }

  @Test
  void anotherShellIsWrongUsage() {
    CommandRun run = CommandRun.of(home, "completion", "tcsh");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("bash, zsh, fish");
  }

  /** What bash offers for the last word. */
  private static String completed(String script, String... words) throws Exception {
    String ask =
        script + "\nCOMP_WORDS=(" + String.join(" ", words) + ")\nCOMP_CWORD="
            + (words.length - 1) + "\n_complete_gypsum\nprintf '%s ' \"${COMPREPLY[@]}\"\n";
    Process bash = new ProcessBuilder("bash", "--norc").redirectErrorStream(true).start();
    try (var in = bash.getOutputStream()) {
      in.write(ask.getBytes(UTF_8));
    }
    String output = new String(bash.getInputStream().readAllBytes(), UTF_8);
    assertThat(bash.waitFor()).as(output).isZero();
    return output;
  }
}
