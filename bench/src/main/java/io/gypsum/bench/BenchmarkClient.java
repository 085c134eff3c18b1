package io.gypsum.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A running {@link ClientWorker} with a small heap. Closing stops it. */
final class BenchmarkClient implements AutoCloseable {
  private final BenchDirectory bench;
  private final Process process;
  private final Writer input;
  private final BufferedReader output;

  private BenchmarkClient(BenchDirectory bench, Process process) {
    this.bench = bench;
    this.process = process;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
    this.output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static BenchmarkClient start(BenchDirectory bench, URI server, String token)
      throws IOException {
    ProcessBuilder command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-cp",
            System.getProperty("java.class.path"), ClientWorker.class.getName(),
            server.toString(), token);
    command.redirectError(
        ProcessBuilder.Redirect.appendTo(bench.path("client.log").toFile()));
    return new BenchmarkClient(bench, bench.processes().start(command));
  }

  /** Downloads a version into a cache and returns the seconds it took. */
  double save(String version, Path cache) throws IOException {
    return request("save", version, cache.toString());
  }

  /** Uploads a directory as a new version and returns the seconds it took. */
  double upload(String version, Path directory) throws IOException {
    return request("upload", version, directory.toString());
  }

  double heapMegabytes() throws IOException {
    return request("heap");
  }

  private double request(String... words) throws IOException {
    input.write(String.join("\t", List.of(words)) + "\n");
    input.flush();
    String response = output.readLine();
    if (response == null) {
      throw new IOException("the client exited during '" + words[0] + "'; see client.log");
    }
    return Double.parseDouble(response);
  }

  /** Kills the process at once, like a power failure. */
  void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() throws IOException {
    bench.processes().stop(process);
  }
}
