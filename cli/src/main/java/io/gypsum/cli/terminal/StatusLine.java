package io.gypsum.cli.terminal;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One line of a terminal that is written over and over, and is gone when this is closed. Without colours and without
 * control sequences, so it is right on every terminal. Thread-safe.
 */
public final class StatusLine implements AutoCloseable {
  /** No person can see more. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final PrintStream err;
  private final LongSupplier nanoTime;
  private long shownNanos;
  private int shownChars;

  /** @param nanoTime as {@link System#nanoTime} */
  public StatusLine(PrintStream err, LongSupplier nanoTime) {
    this.err = err;
    this.nanoTime = nanoTime;
    this.shownNanos = nanoTime.getAsLong();
  }

  public synchronized void show(String line) {
    err.print("\r" + line + " ".repeat(Math.max(0, shownChars - line.length())));
    err.flush();
    shownChars = line.length();
    shownNanos = nanoTime.getAsLong();
  }

  /** Shows the line unless another was shown, or this was made, a moment ago. */
  public synchronized void showNowAndThen(Supplier<String> line) {
    if (nanoTime.getAsLong() - shownNanos >= PAUSE_NANOS) {
      show(line.get());
    }
  }

  /** Takes the line away; another may follow. */
  @Override
  public synchronized void close() {
    if (shownChars > 0) {
      err.print("\r" + " ".repeat(shownChars) + "\r");
      err.flush();
      shownChars = 0;
    }
  }
}
