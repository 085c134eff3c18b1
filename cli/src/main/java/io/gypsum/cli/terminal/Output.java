package io.gypsum.cli.terminal;

import java.io.PrintStream;
import java.util.List;
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
      JsonOutput.printable(out, document::writeTo);
      out.println();
    } else {
      text.accept(out);
    }
    out.flush();
  }

  /** Reports a completed operation: as a JSON document on stdout with {@code --json}, otherwise as a message on stderr. */
  public void done(JsonWritable document, String message) {
    done(document, List.of(message));
  }

  /** Reports a completed operation: as a JSON document on stdout with {@code --json}, otherwise as lines on stderr. */
  public void done(JsonWritable document, List<String> messages) {
    if (json) {
      print(document, out -> {});
    } else {
      messages.forEach(this::info);
    }
  }

  /** Prints a message on stderr, unless {@code --quiet} is given. */
  public void info(String message) {
    if (!quiet) {
      terminal.err().println(message);
    }
  }

  /** Returns the output for the progress of a transfer: a status line on a terminal, otherwise periodic lines. */
  public ProgressOutput progress() {
    return terminal.isStderrATerminal()
        ? new StatusLine(terminal.err(), System::nanoTime)
        : new PeriodicLines(terminal.err(), System::nanoTime);
  }

  /** Returns whether to show progress: to a terminal, and without {@code --quiet}. */
  public boolean showsProgress() {
    return terminal.isStderrATerminal() && !quiet;
  }
}
