package io.gypsum.cli.client;

import java.io.PrintStream;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.StatusLine;
import io.gypsum.client.ExcludedPath;
import io.gypsum.client.TransferListener;
import io.gypsum.core.Printable;

/** Shows the progress of a transfer on a terminal. Thread-safe; a transfer thread waits for at most one line of output. */
final class TransferProgress implements TransferListener {
  private static final int BAR_CHARS = 24;
  private static final int MAX_LINE_CHARS = 78;

  private final StatusLine line;
  private final LongSupplier nanoTime;
  private final Consumer<String> warnings;
  private final Consumer<ExcludedPath> excludes;
  private String transfer = "";
  private int files;
  private long bytes;
  private int finishedFiles;
  private long movedBytes;
  private long startNanos;

  /**
   * @param nanoTime such as {@link System#nanoTime}
   * @param warnings receives warnings while the terminal shows no progress
   * @param excludes receives what an upload excludes
   */
  TransferProgress(
      PrintStream err, LongSupplier nanoTime, Consumer<String> warnings,
      Consumer<ExcludedPath> excludes) {
    this.line = new StatusLine(err, nanoTime);
    this.nanoTime = nanoTime;
    this.warnings = warnings;
    this.excludes = excludes;
  }

  @Override
  public synchronized void begins(String name, int fileCount, long byteCount) {
    transfer = Printable.line(name);
    files = fileCount;
    bytes = byteCount;
    finishedFiles = 0;
    movedBytes = 0;
    startNanos = nanoTime.getAsLong();
    line.show(text());
  }

  @Override
  public synchronized void moves(long byteCount) {
    movedBytes += byteCount;
    line.update(this::text);
  }

  @Override
  public synchronized void finishes(String name) {
    finishedFiles++;
    line.update(this::text);
  }

  @Override
  public synchronized void warns(String message) {
    line.close();
    warnings.accept(message);
  }

  @Override
  public void excludes(ExcludedPath excluded) {
    excludes.accept(excluded);
  }

  @Override
  public synchronized void ends(String name) {
    line.close();
  }

  private String text() {
    double share = bytes == 0 ? 1 : Math.clamp((double) movedBytes / bytes, 0, 1);
    int full = (int) (share * BAR_CHARS);
    double seconds = (nanoTime.getAsLong() - startNanos) / 1e9;
    String speed = seconds < 1 ? "" : "  " + HumanText.bytes((long) (movedBytes / seconds)) + "/s";
    String figures =
        " [" + "#".repeat(full) + "-".repeat(BAR_CHARS - full) + "] " + (int) (share * 100) + "%  "
            + finishedFiles + "/" + files + "  " + HumanText.bytes(Math.max(0, movedBytes)) + speed;
    int available = Math.max(8, MAX_LINE_CHARS - figures.length());
    return (transfer.length() > available
        ? transfer.substring(0, available - 1) + "…"
        : transfer) + figures;
  }
}
