package io.gypsum.e2e.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What one run of the {@code gypsum} command did.
 *
 * @param output on stdout
 * @param errors on stderr
 */
public record GypsumCommand(int exitCode, String output, String errors) {
  static final String MAIN = "io.gypsum.cli.Main";

  /** Runs the command in a process of its own and waits for its end. */
  public static GypsumCommand run(String... arguments) {
    try {
      Path out = Files.createTempFile("gypsum", ".out");
      Path err = Files.createTempFile("gypsum", ".err");
      Process process =
          JavaCommand.of(MAIN, 64, List.of(), List.of(arguments))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running after a minute: gypsum " + List.of(arguments));
      }
      return new GypsumCommand(process.exitValue(), take(out), take(err));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("could not run gypsum " + List.of(arguments), e);
    }
  }

  /** This, after making sure that it succeeded. */
  public GypsumCommand ok() {
    assertThat(exitCode).as("exit code; it said: %s", errors).isZero();
    return this;
  }

  private static String take(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    Files.delete(file);
    return text;
  }
}
