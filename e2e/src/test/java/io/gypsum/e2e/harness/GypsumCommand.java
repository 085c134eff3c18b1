package io.gypsum.e2e.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The result of one run of the {@code gypsum} command.
 *
 * @param output the text on stdout
 * @param errors the text on stderr
 */
public record GypsumCommand(int exitCode, String output, String errors) {
  static final String MAIN = "io.gypsum.cli.Main";

  /** Runs the command in a separate process and waits until it exits. */
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
      return new GypsumCommand(process.exitValue(), readAndDelete(out), readAndDelete(err));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("could not run gypsum " + List.of(arguments), e);
    }
  }

  /** Returns this result after asserting exit code 0. */
  public GypsumCommand ok() {
    assertThat(exitCode).as("exit code, with stderr: %s", errors).isZero();
    return this;
  }

  /** Asserts that the command failed with this exit code, no output, and one line on stderr that contains these words. */
  public void refused(int expectedExitCode, String... words) {
    assertThat(exitCode).as("exit code, with stderr: %s", errors).isEqualTo(expectedExitCode);
    assertThat(output).as("stdout").isEmpty();
    assertThat(errors).startsWith("gypsum: ").hasLineCount(1).contains(words);
    assertThat(errors).doesNotContain("Exception", "\tat ");
  }

  /** Returns the output parsed as one JSON document, after asserting that stderr is empty. */
  public Object json() {
    ok();
    assertThat(errors).as("stderr").isEmpty();
    return Json.parse(output);
  }

  /** Asserts that the output is exactly this JSON, written with {@code '} instead of {@code "}. */
  public void isJson(String expected) {
    assertThat(json()).as("%s", output).isEqualTo(Json.of(expected));
  }

  /** Returns the lines of the output after asserting exit code 0. */
  public List<String> lines() {
    ok();
    return output.lines().toList();
  }

  private static String readAndDelete(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    Files.delete(file);
    return text;
  }
}
