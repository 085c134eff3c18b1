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

  /** Makes sure that it failed with that exit code, nothing on stdout and one line on stderr that holds these words. */
  public void refused(int expectedExitCode, String... words) {
    assertThat(exitCode).as("exit code; it said: %s", errors).isEqualTo(expectedExitCode);
    assertThat(output).as("stdout").isEmpty();
    assertThat(errors).startsWith("gypsum: ").hasLineCount(1).contains(words);
    assertThat(errors).doesNotContain("Exception", "\tat ");
  }

  /** What it printed, which must be one JSON document; nothing may be said beside it. */
  public Object json() {
    ok();
    assertThat(errors).as("stderr").isEmpty();
    return Json.parse(output);
  }

  /** Makes sure that it printed exactly this JSON, written with {@code '} for {@code "}. */
  public void isJson(String expected) {
    assertThat(json()).as("%s", output).isEqualTo(Json.of(expected));
  }

  /** The lines on stdout of a success. */
  public List<String> lines() {
    ok();
    return output.lines().toList();
  }

  private static String take(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    Files.delete(file);
    return text;
  }
}
