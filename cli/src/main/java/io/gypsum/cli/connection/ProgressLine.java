package io.gypsum.cli.connection;

import java.io.PrintStream;
import java.util.function.LongSupplier;

import io.gypsum.cli.terminal.Sizes;
import io.gypsum.cli.terminal.StatusLine;
import io.gypsum.client.TransferListener;

/** Shows how far a transfer has got. Thread-safe; the threads that transfer never wait for more than a line. */
final class ProgressLine implements TransferListener {
  private static final int BAR_CHARS = 24;
  private static final int LINE_CHARS = 78;

  private final StatusLine shown;
  private final LongSupplier nanoTime;

  private String what = "";
  private int files;
  private long bytes;
  private int finishedFiles;
  private long movedBytes;
  private long beganNanos;

  /** @param nanoTime as {@link System#nanoTime} */
  ProgressLine(PrintStream err, LongSupplier nanoTime) {
    this.shown = new StatusLine(err, nanoTime);
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
    shown.show(line());
  }

  @Override
  public synchronized void moves(long byteCount) {
    movedBytes += byteCount;
    shown.showNowAndThen(this::line);
  }

  @Override
  public synchronized void finishes(String name) {
    finishedFiles++;
    shown.showNowAndThen(this::line);
  }

  @Override
  public synchronized void ends(String transfer) {
    shown.close();
  }

  private String line() {
    double share = bytes == 0 ? 1 : Math.clamp((double) movedBytes / bytes, 0, 1);
    int full = (int) (share * BAR_CHARS);
    double seconds = (nanoTime.getAsLong() - beganNanos) / 1e9;
    String speed = seconds < 1 ? "" : "  " + Sizes.bytes((long) (movedBytes / seconds)) + "/s";
    String figures =
        " [" + "#".repeat(full) + "-".repeat(BAR_CHARS - full) + "] " + (int) (share * 100) + "%  "
            + finishedFiles + "/" + files + "  " + Sizes.bytes(Math.max(0, movedBytes)) + speed;
    int room = Math.max(8, LINE_CHARS - figures.length());
    return (what.length() > room ? what.substring(0, room - 1) + "…" : what) + figures;
  }
}
