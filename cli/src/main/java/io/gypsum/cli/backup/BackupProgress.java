package io.gypsum.cli.backup;

import io.gypsum.cli.terminal.Sizes;
import io.gypsum.cli.terminal.StatusLine;
import io.gypsum.store.backup.BackupListener;

/** Shows how far a backup has got. Thread-safe. */
final class BackupProgress implements BackupListener {
  private final StatusLine line;
  private long copied;
  private long bytes;
  private long skipped;

  BackupProgress(StatusLine line) {
    this.line = line;
  }

  @Override
  public synchronized void onFileCopied(long sizeBytes) {
    copied++;
    bytes += sizeBytes;
    line.showNowAndThen(this::text);
  }

  @Override
  public synchronized void onFileSkipped() {
    skipped++;
    line.showNowAndThen(this::text);
  }

  private String text() {
    return "copied " + Sizes.files(copied, bytes) + "; there already: " + skipped;
  }
}
