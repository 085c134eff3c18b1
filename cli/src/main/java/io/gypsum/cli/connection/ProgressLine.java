package io.gypsum.cli.connection;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.gypsum.cli.terminal.Sizes;
import io.gypsum.client.TransferListener;

/**
 * Shows a transfer as one line that is written over and over and is gone at the end. Without colours and without control
 * sequences, so it is right on every terminal. Thread-safe; the threads that transfer never wait for more than a line.
 */
final class ProgressLine implements TransferListener {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int BAR_CHARS = 24;
  private static final int LINE_CHARS = 78;

  private final PrintStream err;
  private final LongSupplier nanoTime;

  private String what = "";
  private int files;
  private long bytes;
  private int finishedFiles;
  private long movedBytes;
  private long beganNanos;
  private long shownNanos;
  private int shownChars;

  /** @param nanoTime as {@link System#nanoTime} */
  ProgressLine(PrintStream err, LongSupplier nanoTime) {
    this.err = err;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized void begins(String transfer, int fileCount, long byteCount) {
    what = transfer;
    files = fileCount;
    bytes = byteCount;
    finishedFiles = 0;
    movedBytes = 0;
    beganNanos = nanoTime.getAsLong();
    show(beganNanos);
  }

  @Override
  public synchronized void moves(long byteCount) {
    movedBytes += byteCount;
    showNowAndThen();
  }

  @Override
  public synchronized void finishes(String name) {
    finishedFiles++;
    showNowAndThen();
  }

  @Override
  public synchronized void ends(String transfer) {
    err.print("\r" + " ".repeat(shownChars) + "\r");
    err.flush();
    shownChars = 0;
  }

  private void showNowAndThen() {
    long now = nanoTime.getAsLong();
    if (now - shownNanos >= PAUSE_NANOS) {
      show(now);
    }
  }

  private void show(long now) {
    String line = line(now);
    err.print("\r" + line + " ".repeat(Math.max(0, shownChars - line.length())));
    err.flush();
    shownChars = line.length();
    shownNanos = now;
  }

  private String line(long now) {
    double share = bytes == 0 ? 1 : Math.clamp((double) movedBytes / bytes, 0, 1);
    int full = (int) (share * BAR_CHARS);
    double seconds = (now - beganNanos) / 1e9;
    String speed = seconds < 1 ? "" : "  " + Sizes.bytes((long) (movedBytes / seconds)) + "/s";
    String figures =
        " [" + "#".repeat(full) + "-".repeat(BAR_CHARS - full) + "] " + (int) (share * 100) + "%  "
            + finishedFiles + "/" + files + "  " + Sizes.bytes(Math.max(0, movedBytes)) + speed;
    int room = Math.max(8, LINE_CHARS - figures.length());
    return (what.length() > room ? what.substring(0, room - 1) + "…" : what) + figures;
  }
}
