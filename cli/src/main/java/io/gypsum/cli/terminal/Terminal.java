package io.gypsum.cli.terminal;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * The world around one run of the command.
 *
 * @param out for programs: what was asked for
 * @param err for people: progress, hints, errors
 * @param environment all variables
 * @param home of the user
 */
public record Terminal(
    PrintStream out, PrintStream err, Map<String, String> environment, Path home) {

  public Terminal {
    environment = Map.copyOf(environment);
  }

  public static Terminal ofThisProcess() {
    return new Terminal(
        System.out, System.err, System.getenv(), Path.of(System.getProperty("user.home", "/")));
  }

  /** Whether {@code GYPSUM_DEBUG} asks for the details of failures. */
  public boolean isDebug() {
    return "1".equals(environment.get("GYPSUM_DEBUG"));
  }
}
