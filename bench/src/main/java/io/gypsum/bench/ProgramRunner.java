package io.gypsum.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs programs to their end. */
final class ProgramRunner {
  private final Processes processes;
  private final Path log;

  /** @param log where what they say on stderr goes */
  ProgramRunner(Processes processes, Path log) {
    this.processes = processes;
    this.log = log;
  }

  /**
   * What a program did.
   *
   * @param seconds from before it was started until it had ended
   */
  record Result(String output, double seconds) {}

  /** @throws IOException when it ends with anything but 0 */
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
            String.join(" ", shown(command.command())) + " ended with " + code + ": " + output
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

  /** Of what programs said; it is removed with the work directory. */
  private String lastLine() throws IOException {
    return Files.readAllLines(log).stream().reduce("", (before, line) -> line);
  }

  private static List<String> shown(List<String> command) {
    return command.subList(0, Math.min(3, command.size()));
  }
}
