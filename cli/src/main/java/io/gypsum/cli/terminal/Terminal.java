package io.gypsum.cli.terminal;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The world around one run of the command.
 *
 * @param in what a person answers
 * @param out for programs: what was asked for
 * @param err for people: progress, hints, errors
 * @param answers whether a person can be asked: {@code in} and {@code err} are a terminal
 * @param watched whether a person looks on: {@code err} is a terminal
 * @param environment all variables
 * @param home of the user
 */
public record Terminal(
    InputStream in, PrintStream out, PrintStream err, boolean answers, boolean watched,
    Map<String, String> environment, Path home) {
  /** Set by the launcher: those of 0 (stdin), 1 (stdout) and 2 (stderr) that are a terminal. */
  private static final String TERMINALS = "gypsum.terminals";

  public Terminal {
    environment = Map.copyOf(environment);
  }

  /** Without a person. */
  public Terminal(
      PrintStream out, PrintStream err, Map<String, String> environment, Path home) {
    this(InputStream.nullInputStream(), out, err, false, false, environment, home);
  }

  public static Terminal ofThisProcess() {
    // Java itself can only tell whether stdin and stdout both are.
    String terminals = System.getProperty(TERMINALS, "");
    boolean watched = terminals.contains("2");
    return new Terminal(
        System.in, System.out, System.err, watched && terminals.contains("0"), watched,
        System.getenv(), Path.of(System.getProperty("user.home", "/")));
  }

  /** A variable that is set to something; else null. */
  public @Nullable String variable(String name) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  /** Whether {@code GYPSUM_DEBUG} asks for the details of failures. */
  public boolean isDebug() {
    return "1".equals(environment.get("GYPSUM_DEBUG"));
  }
}
