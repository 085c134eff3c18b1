package io.gypsum.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.gypsum.cli.JvmProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Secrets that a user enters on a real terminal, which {@code script} emulates. */
@EnabledOnOs(OS.LINUX)
class HiddenInputTest {
  private static final Path SCRIPT = Path.of("/usr/bin/script");

  @TempDir private Path directory;

  @Test
  void aTerminalShowsThePromptButNotTheToken() throws IOException, InterruptedException {
    assumeThat(SCRIPT).exists();
    Path errors = directory.resolve("err");
    // The port is reserved, so that the command fails after it has read the token.
    ProcessBuilder command =
        JvmProcess.of("login", "--account", "--url", "http://localhost:1", "--cache", "cache");
    String line =
        command.command()
            .stream()
            .map(argument -> "'" + argument + "'")
            .collect(Collectors.joining(" "));
    command.command(SCRIPT.toString(), "-qec", line + " 2>err", "/dev/null")
        .directory(directory.toFile());
    Process process = command.start();
    try (InputStream shown = process.getInputStream();
        OutputStream typed = process.getOutputStream()) {
      StringBuilder screen = new StringBuilder();
      while (!screen.toString().endsWith("localhost:1: ")) {
        int next = shown.read();
        assertThat(next).as("next byte after '%s'", screen).isNotNegative();
        screen.append((char) next);
      }
      typed.write("gypsum_secret\n".getBytes(UTF_8));
      typed.flush();
      screen.append(new String(shown.readAllBytes(), UTF_8));

      assertThat(screen.toString()).startsWith("Access token for http://localhost:1: ")
          .doesNotContain("secret");
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(errors).content().contains("cannot be reached").doesNotContain("secret");
      assertThat(process.exitValue()).isEqualTo(1);
    } finally {
      process.destroyForcibly();
    }
  }
}
