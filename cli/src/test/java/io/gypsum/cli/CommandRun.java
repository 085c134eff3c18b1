package io.gypsum.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

import io.gypsum.cli.terminal.Terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The result of running the command inside this process. */
public record CommandRun(int exitCode, String out, String err) {

  public static CommandRun of(Path home, String... args) {
    return of(home, Map.of(), args);
  }

  public static CommandRun of(Path home, Map<String, String> environment, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), environment,
            home);
    int exitCode = Main.run(terminal, args);
    return new CommandRun(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }
}
