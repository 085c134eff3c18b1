package io.gypsum.cli.transfer;

import java.nio.file.Path;
import java.util.Arrays;

import io.gypsum.cli.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PutCommandTest {
  @TempDir private Path home;

  private CommandRun abort(String... more) {
    String[] args = {"put", ".", "p/a/v1", "--abort", "--offline", "--cache", home.toString()};
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return CommandRun.of(home, all);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "--dry-run", "--probation", "--no-dedup", "--links=never", "--allow-empty", "--exclude=x",
      "--no-default-excludes", "--follow-outside"})
  void optionsOfUploadsCannotBeCombinedWithAbort(String option) {
    CommandRun run = abort(option);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("--abort cannot be combined with " + option.replaceAll("=.*", ""));
  }

  @Test
  void withoutAnUnfinishedUploadNothingIsAbortedAndNoServerIsNeeded() {
    CommandRun run = abort();
    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .contains("Nothing to abort: this machine has no unfinished upload of p/a/v1.");
  }
}
