package io.gypsum.cli.terminal;

import java.io.PrintStream;
import java.util.function.Consumer;

import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;

/**
 * Prints the results of one command: data on stdout, messages on stderr.
 *
 * @param json whether stdout must contain exactly one JSON document
 * @param quiet whether to print errors only
 */
public record Output(Terminal terminal, boolean json, boolean quiet) {
  /** Prints the requested data on stdout: as a JSON document with {@code --json}, otherwise as text. */
  public void print(JsonWritable document, Consumer<PrintStream> text) {
    PrintStream out = terminal.out();
    if (json) {
      JsonOutput.stream(out, document::writeTo);
      out.println();
    } else {
      text.accept(out);
    }
    out.flush();
  }

  /** Reports a completed operation: as a JSON document on stdout with {@code --json}, otherwise as a message on stderr. */
  public void done(JsonWritable document, String message) {
    if (json) {
      print(document, out -> {});
    } else {
      info(message);
    }
  }

  /** Prints a message on stderr, unless {@code --quiet} is given. */
  public void info(String message) {
    if (!quiet) {
      terminal.err().println(message);
    }
  }

  /** Returns whether to show progress: to a terminal, and without {@code --quiet}. */
  public boolean showsProgress() {
    return terminal.isStderrATerminal() && !quiet;
  }
}
