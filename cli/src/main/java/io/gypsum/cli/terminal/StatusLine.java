package io.gypsum.cli.terminal;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.gypsum.core.Printable;

/**
 * A line of a terminal that is overwritten by each update and cleared on close. It uses no colours and no control sequences
 * other than carriage return, so that it works on every terminal. It is never wider than the terminal, since a line that wraps
 * cannot be overwritten. Thread-safe.
 */
public final class StatusLine implements ProgressOutput {
  /** Faster updates are not visible. */
  private static final long MIN_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int MIN_CHARS = 8;

  private final PrintStream err;
  private final LongSupplier nanoTime;
  private final IntSupplier columns;
  private long shownNanos;
  private int shownChars;

  /** @param nanoTime such as {@link System#nanoTime} */
  public StatusLine(PrintStream err, LongSupplier nanoTime) {
    this(err, nanoTime, TerminalSize::columns);
  }

  /** @param columns returns the current width of the terminal */
  public StatusLine(PrintStream err, LongSupplier nanoTime, IntSupplier columns) {
    this.err = err;
    this.nanoTime = nanoTime;
    this.columns = columns;
    this.shownNanos = nanoTime.getAsLong();
  }

  /** Some terminals wrap a line that fills the last column. */
  @Override
  public int maxChars() {
    return Math.max(MIN_CHARS, columns.getAsInt() - 1);
  }

  /** Replaces the line. */
  @Override
  public synchronized void show(String line) {
    int max = maxChars();
    String text = Printable.line(line);
    String shown = text.length() > max ? text.substring(0, max - 1) + "…" : text;
    EscapingPrintStream.printControl(
        err, start(max) + shown + " ".repeat(Math.max(0, shownChars - shown.length())));
    err.flush();
    shownChars = shown.length();
    shownNanos = nanoTime.getAsLong();
  }

  /**
   * Returns the characters that move the cursor to the start of the line. If the terminal became narrower, the old line has
   * wrapped and cannot be overwritten.
   */
  private String start(int max) {
    if (shownChars <= max) {
      return "\r";
    }
    shownChars = 0;
    return "\n";
  }

  /** Replaces the line unless the last update, or the creation of this object, was less than 100 ms ago. */
  @Override
  public synchronized void update(Supplier<String> line) {
    if (nanoTime.getAsLong() - shownNanos >= MIN_INTERVAL_NANOS) {
      show(line.get());
    }
  }

  /** Clears the line. Further updates are allowed. */
  @Override
  public synchronized void close() {
    if (shownChars > 0) {
      String start = start(maxChars());
      EscapingPrintStream.printControl(
          err, shownChars == 0 ? start : start + " ".repeat(shownChars) + "\r");
      err.flush();
      shownChars = 0;
    }
  }
}
