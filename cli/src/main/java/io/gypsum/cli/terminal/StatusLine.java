package io.gypsum.cli.terminal;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.gypsum.core.Printable;

/**
 * A line of a terminal that is overwritten by each update and cleared on close. It uses no colours and no control sequences
 * other than carriage return, so that it works on every terminal. Thread-safe.
 */
public final class StatusLine implements AutoCloseable {
  /** Faster updates are not visible. */
  private static final long MIN_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final PrintStream err;
  private final LongSupplier nanoTime;
  private long shownNanos;
  private int shownChars;

  /** @param nanoTime such as {@link System#nanoTime} */
  public StatusLine(PrintStream err, LongSupplier nanoTime) {
    this.err = err;
    this.nanoTime = nanoTime;
    this.shownNanos = nanoTime.getAsLong();
  }

  /** Replaces the line. */
  public synchronized void show(String line) {
    String shown = Printable.line(line);
    EscapingPrintStream.printControl(
        err, "\r" + shown + " ".repeat(Math.max(0, shownChars - shown.length())));
    err.flush();
    shownChars = shown.length();
    shownNanos = nanoTime.getAsLong();
  }

  /** Replaces the line unless the last update, or the creation of this object, was less than 100 ms ago. */
  public synchronized void update(Supplier<String> line) {
    if (nanoTime.getAsLong() - shownNanos >= MIN_INTERVAL_NANOS) {
      show(line.get());
    }
  }

  /** Clears the line. Further updates are allowed. */
  @Override
  public synchronized void close() {
    if (shownChars > 0) {
      EscapingPrintStream.printControl(err, "\r" + " ".repeat(shownChars) + "\r");
      err.flush();
      shownChars = 0;
    }
  }
}
