package io.gypsum.cli.terminal;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.gypsum.core.Printable;

/** Prints the state of a command as one line every 30 seconds, so that the log of a job shows that the command is running. */
public final class PeriodicLines implements ProgressOutput {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int MAX_CHARS = 120;

  private final PrintStream err;
  private final LongSupplier nanoTime;
  private long printedNanos;

  /** @param nanoTime such as {@link System#nanoTime} */
  public PeriodicLines(PrintStream err, LongSupplier nanoTime) {
    this.err = err;
    this.nanoTime = nanoTime;
    this.printedNanos = nanoTime.getAsLong();
  }

  @Override
  public int maxChars() {
    return MAX_CHARS;
  }

  @Override
  public void show(String text) {
    update(() -> text);
  }

  @Override
  public synchronized void update(Supplier<String> text) {
    long now = nanoTime.getAsLong();
    if (now - printedNanos >= INTERVAL_NANOS) {
      err.println(Printable.line(text.get()));
      printedNanos = now;
    }
  }

  @Override
  public void close() {
    // Printed lines cannot be cleared.
  }
}
