package io.gypsum.cli;

import java.nio.file.Path;
import java.util.Map;

import io.gypsum.cli.terminal.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class AotTrainingTest {
  @TempDir Path home;

  @Test
  void theCommandsOfTheTrainingHaveValidArguments() {
    Map<String, String> withoutNetwork =
        Map.of(
            "GYPSUM_URL", "http://localhost", "GYPSUM_OFFLINE", "1", "GYPSUM_CACHE_DIR",
            home.toString());

    assertThat(AotTraining.commands(home.toString()))
        .allSatisfy(command -> {
          CommandRun run = CommandRun.of(home, withoutNetwork, command.toArray(String[]::new));
          assertThat(run.exitCode())
              .as("%s: %s", command, run.err())
              .isNotEqualTo(ExitCode.WRONG_USAGE);
        });
  }
}
