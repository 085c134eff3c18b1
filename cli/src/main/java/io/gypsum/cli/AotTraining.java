package io.gypsum.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import io.gypsum.cli.client.ClientWarmUp;
import io.gypsum.cli.serve.LogConfigurator;
import io.gypsum.cli.terminal.ExitCode;
import io.gypsum.cli.terminal.Terminal;

/**
 * The run from which Java records the ahead-of-time cache of commands that use a server ({@code packaging/launch.sh}). At each
 * start, Java prepares all classes in the cache, so it must contain only those that most commands need. Therefore, the server runs
 * in another process.
 */
final class AotTraining {
  private static final String VERSION = "training/asset/v1";

  private AotTraining() {}

  /** @param files directory to upload */
  static List<List<String>> commands(String files) {
    return List.of(
        List.of("--version"),
        List.of("create", "training", "--owner", "trainer"),
        List.of("put", files, VERSION),
        List.of("ls"),
        List.of("ls", "training"),
        List.of("ls", "training/asset"),
        List.of("ls", VERSION),
        List.of("ls", VERSION, "--json"),
        List.of("show", "training"),
        List.of("show", "training/asset/latest"),
        List.of("log"),
        List.of("get", VERSION),
        List.of("health"));
  }

  /**
   * Runs the commands against the empty server of {@code GYPSUM_URL}, as its administrator {@code trainer}.
   *
   * @param arguments a directory with files to upload
   */
  public static void main(String[] arguments) {
    LogConfigurator.disable();
    ClientWarmUp.start();
    for (List<String> command : commands(arguments[0])) {
      int exitCode = run(command);
      if (exitCode != ExitCode.OK) {
        throw new IllegalStateException(command + " failed with exit code " + exitCode);
      }
    }
    // Fails, but loads the classes of TLS, which real servers use.
    int _ = run(List.of("ls", "--url", System.getenv("GYPSUM_URL").replace("http:", "https:")));
  }

  private static int run(List<String> command) {
    Terminal terminal =
        new Terminal(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            System.err, System.getenv(), Path.of(System.getProperty("user.home", "/")));
    return Main.run(terminal, command.toArray(String[]::new));
  }
}
