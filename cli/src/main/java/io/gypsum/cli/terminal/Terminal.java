package io.gypsum.cli.terminal;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The streams, environment variables and home directory of one run of the command. Text that is printed to the streams is
 * escaped, see {@link EscapingPrintStream}.
 *
 * @param in answers to questions
 * @param out the requested data, which programs may read
 * @param err progress, messages and errors for people
 * @param isInteractive whether questions can be asked: stdin and stderr are a terminal
 * @param isStderrATerminal whether progress can be shown
 * @param environment all environment variables
 * @param home directory of the user
 */
public record Terminal(
    InputStream in, PrintStream out, PrintStream err, boolean isInteractive,
    boolean isStderrATerminal, Map<String, String> environment, Path home) {
  /** Set by the launcher: contains 0 if stdin is a terminal, 1 for stdout and 2 for stderr. */
  private static final String TERMINALS_PROPERTY = "gypsum.terminals";

  private static final int MAX_SECRET_BYTES = 16 * 1024;

  public Terminal {
    out = EscapingPrintStream.of(out);
    err = EscapingPrintStream.of(err);
    environment = Map.copyOf(environment);
  }

  /** A run without a terminal. */
  public Terminal(
      PrintStream out, PrintStream err, Map<String, String> environment, Path home) {
    this(InputStream.nullInputStream(), out, err, false, false, environment, home);
  }

  public static Terminal ofThisProcess() {
    // Java itself can only detect whether stdin and stdout are both a terminal.
    String terminals = System.getProperty(TERMINALS_PROPERTY, "");
    boolean isStderrATerminal = terminals.contains("2");
    return new Terminal(
        System.in,
        terminals.contains("1") ? EscapingPrintStream.ofTerminal(System.out) : System.out,
        System.err, isStderrATerminal && terminals.contains("0"),
        isStderrATerminal, System.getenv(), Path.of(System.getProperty("user.home", "/")));
  }

  /** Returns the value of an environment variable without surrounding spaces; null if it is unset or blank. */
  public @Nullable String variable(String name) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  /** Returns whether {@code GYPSUM_DEBUG=1} requests stack traces. */
  public boolean isDebug() {
    return "1".equals(environment.get("GYPSUM_DEBUG"));
  }

  /**
   * Returns a secret that the user enters without seeing it, or the first line of stdin if that is not a terminal.
   *
   * @param name of the secret, for messages
   * @param prompt only printed on a terminal
   * @throws UsageException if there is no secret, it is too long, or a terminal would show it
   */
  public String readSecret(String name, String prompt) {
    String secret = readHiddenLine(name, prompt).strip();
    if (secret.isEmpty()) {
      throw new UsageException(
          "expected the " + name + " on stdin, found nothing; enter it, or pass it with '< FILE'");
    }
    return secret;
  }

  private String readHiddenLine(String name, String prompt) {
    boolean isThisProcess = in.equals(System.in);
    Console console = isThisProcess ? System.console() : null;
    if (console != null && console.isTerminal()) {
      // Printed on stdout, which is the terminal then; stderr may be redirected.
      char[] line = console.readPassword("%s", prompt);
      return line == null ? "" : new String(line);
    }
    if (isThisProcess && System.getProperty(TERMINALS_PROPERTY, "").contains("0")) {
      throw new UsageException(
          "cannot hide the " + name + " while stdout is redirected; pass it with '< FILE'");
    }
    if (isInteractive) {
      err.print(prompt);
      err.flush();
    }
    try {
      return readLine(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String readLine(String name) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (line.size() == MAX_SECRET_BYTES) {
        throw new UsageException(
            "the " + name + " on stdin is longer than " + MAX_SECRET_BYTES + " bytes");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /**
   * Asks the user to confirm an operation that loses data, and returns whether the answer is yes.
   *
   * @param question ends with a question mark
   * @param flag the option that confirms without a question
   * @throws UsageException if there is no terminal to ask on
   */
  public boolean confirm(String question, String flag) {
    if (!isInteractive) {
      throw new UsageException(
          question + " Cannot ask without a terminal: confirm with " + flag
              + ", or preview with --dry-run");
    }
    err.print(question + " [y/N] ");
    err.flush();
    try {
      BufferedReader answers =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      String answer = answers.readLine();
      return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
