package io.gypsum.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running gypsum server, started with the same command that users type. Closing stops it. */
final class GypsumServerProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("ready at (http://\\S+)");

  private final BenchDirectory bench;
  private final Process process;
  private final URI address;
  private final double readySeconds;

  private GypsumServerProcess(
      BenchDirectory bench, Process process, URI address, double readySeconds) {
    this.bench = bench;
    this.process = process;
    this.address = address;
    this.readySeconds = readySeconds;
  }

  /**
   * Returns as soon as the server reports that it is ready.
   *
   * @param setup the setup of the server
   * @param javaOptions options in addition to those of the launcher and the environment; empty for none
   */
  static GypsumServerProcess serve(ServerSetup setup, String javaOptions) throws IOException {
    BenchDirectory bench = setup.bench();
    ProcessBuilder command =
        new ProcessBuilder(
            bench.launcher(), "serve", "--port", "0", "--data", setup.data().toString(),
            "--access-log", "false");
    command.command().addAll(setup.options());
    command.environment().putAll(setup.environment());
    command.environment()
        .merge("GYPSUM_JAVA_OPTIONS", javaOptions, (given, ours) -> given + " " + ours);
    command.redirectError(
        ProcessBuilder.Redirect.appendTo(bench.path("gypsum.log").toFile()));
    long start = System.nanoTime();
    // The launcher replaces itself with the server, so this is the process of the server.
    Process process = bench.processes().start(command);
    BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        double seconds = (System.nanoTime() - start) / 1e9;
        // It prints nothing else on stdout; the log goes to stderr.
        return new GypsumServerProcess(bench, process, URI.create(ready.group(1)), seconds);
      }
    }
    bench.processes().stop(process);
    throw new IOException("gypsum serve did not start; see gypsum.log");
  }

  /** Creates an account of an administrator. */
  static String token(BenchDirectory bench, Path data) throws IOException {
    return bench.programs()
        .run(
            bench.launcher(), "account", "add", "bench", "--admin", "--data",
            data.toString())
        .output()
        .strip();
  }

  URI address() {
    return address;
  }

  /** Returns the URL of an object. */
  String file(String key) {
    return address + "/file/" + key.replace("/", "%2F");
  }

  /** Returns the time from the start of the launcher to the ready message. */
  double readySeconds() {
    return readySeconds;
  }

  ProcessUsage usage() {
    return new ProcessUsage(process);
  }

  @Override
  public void close() throws IOException {
    bench.processes().stop(process);
  }
}
