package io.gypsum.cli.index;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.gypsum.metadata.index.IndexListener;

/** One line that is written over and over, and is gone at the end. Not thread-safe. */
final class IndexProgress implements IndexListener {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final PrintStream err;
  private final LongSupplier nanoTime;
  private long shownNanos;
  private int shownChars;

  IndexProgress(PrintStream err, LongSupplier nanoTime) {
    this.err = err;
    this.nanoTime = nanoTime;
  }

  @Override
  public void onStep(Step step) {
    switch (step) {
      case READING -> show("reading…");
      case SORTING -> show("sorting…");
      case INDEXING -> show("indexing…");
      case PUBLISHING -> show("");
    }
  }

  @Override
  public void onDocument(long documents) {
    long now = nanoTime.getAsLong();
    if (now - shownNanos >= PAUSE_NANOS) {
      shownNanos = now;
      show("reading… " + documents + " documents");
    }
  }

  private void show(String line) {
    err.print("\r" + line + " ".repeat(Math.max(0, shownChars - line.length())) + "\r");
    err.flush();
    shownChars = line.length();
  }
}
