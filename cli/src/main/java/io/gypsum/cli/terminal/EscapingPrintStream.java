package io.gypsum.cli.terminal;

import java.io.PrintStream;

import io.gypsum.core.Printable;

/**
 * Escapes everything that is printed as text, see {@link Printable}: each call prints at most one line, whatever names, reasons
 * and documents of other users contain. What the command itself composes, such as colours and help, is printed by
 * {@link #printControl}; bytes are written unchanged.
 */
public final class EscapingPrintStream extends PrintStream {
  private final boolean isTerminal;

  private EscapingPrintStream(PrintStream target, boolean isTerminal) {
    super(target, true, target.charset());
    this.isTerminal = isTerminal;
  }

  /** Returns {@code target} itself if it escapes already. */
  static EscapingPrintStream of(PrintStream target) {
    return target instanceof EscapingPrintStream escaping
        ? escaping
        : new EscapingPrintStream(target, false);
  }

  static EscapingPrintStream ofTerminal(PrintStream target) {
    return new EscapingPrintStream(target, true);
  }

  /** Prints text without escaping it, on any stream. The text must not contain text from other users. */
  public static void printControl(PrintStream out, String text) {
    if (out instanceof EscapingPrintStream escaping) {
      escaping.printUnchanged(text);
    } else {
      out.print(text);
    }
  }

  /** Prints a line with the path of a file: unchanged for programs, escaped on a terminal. */
  public static void printPath(PrintStream out, String path) {
    if (out instanceof EscapingPrintStream escaping && escaping.isTerminal) {
      out.println(path);
    } else {
      printControl(out, path + System.lineSeparator());
    }
  }

  private void printUnchanged(String text) {
    super.print(text);
  }

  @Override
  public void print(String text) {
    super.print(Printable.line(String.valueOf(text)));
  }

  @Override
  public void print(Object value) {
    print(String.valueOf(value));
  }

  @Override
  public void print(char c) {
    print(String.valueOf(c));
  }

  @Override
  public void print(char[] chars) {
    print(String.valueOf(chars));
  }

  @Override
  public void println(String text) {
    // One write, so that lines of other threads are not mixed into it.
    super.print(Printable.line(String.valueOf(text)) + System.lineSeparator());
  }

  @Override
  public void println(Object value) {
    println(String.valueOf(value));
  }
}
