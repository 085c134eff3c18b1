package io.gypsum.cli.backup;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.gypsum.cli.terminal.Sizes;
import io.gypsum.store.backup.BackupListener;

/** One line that is written over and over. Thread-safe. */
final class BackupProgress implements BackupListener, AutoCloseable {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final PrintStream err;
  private final LongSupplier nanoTime;
  private long copied;
  private long bytes;
  private long skipped;
  private long shownNanos;
  private int shownChars;

  /** @param nanoTime as {@link System#nanoTime} */
  BackupProgress(PrintStream err, LongSupplier nanoTime) {
    this.err = err;
    this.nanoTime = nanoTime;
    this.shownNanos = nanoTime.getAsLong();
  }

  @Override
  public synchronized void onFileCopied(long sizeBytes) {
    copied++;
    bytes += sizeBytes;
    showNowAndThen();
  }

  @Override
  public synchronized void onFileSkipped() {
    skipped++;
    showNowAndThen();
  }

  /** Takes the line away. */
  @Override
  public synchronized void close() {
    if (shownChars > 0) {
      show("");
    }
  }

  private void showNowAndThen() {
    long now = nanoTime.getAsLong();
    if (now - shownNanos >= PAUSE_NANOS) {
      shownNanos = now;
      show("copied " + Sizes.files(copied, bytes) + "; there already: " + skipped);
    }
  }

  private void show(String line) {
    err.print("\r" + line + " ".repeat(Math.max(0, shownChars - line.length())) + "\r");
    err.flush();
    shownChars = line.length();
  }
}
