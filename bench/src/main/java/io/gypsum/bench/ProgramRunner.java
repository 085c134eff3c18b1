package io.gypsum.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs programs and waits until they have ended. */
final class ProgramRunner {
  private final Processes processes;
  private final Path log;

  /** @param log the file that receives their standard error */
  ProgramRunner(Processes processes, Path log) {
    this.processes = processes;
    this.log = log;
  }

  /**
   * The result of a program.
   *
   * @param seconds elapsed time from before the start until after the end
   */
  record Result(String output, double seconds) {}

  /** @throws IOException when the exit code is not 0 */
  Result run(String... command) throws IOException {
    return run(new ProcessBuilder(command));
  }

  Result run(ProcessBuilder command) throws IOException {
    command.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    long start = System.nanoTime();
    Process process = processes.start(command);
    try {
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      double seconds = (System.nanoTime() - start) / 1e9;
      if (code != 0) {
        throw new IOException(
            String.join(" ", abbreviate(command.command())) + " exited with " + code + ": " + output
                + lastLine());
      }
      return new Result(output, seconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      processes.stop(process);
    }
  }

  /** Returns the last line that the programs wrote to the log, which is deleted with the work directory. */
  private String lastLine() throws IOException {
    return Files.readAllLines(log).stream().reduce("", (before, line) -> line);
  }

  private static List<String> abbreviate(List<String> command) {
    return command.subList(0, Math.min(3, command.size()));
  }
}
