package io.gypsum.store.backup;

/**
 * Options of a backup.
 *
 * @param concurrency maximum number of files that are copied at a time, at least 1
 * @param delete whether to delete from the target what the source does not have
 * @param listener receives progress events
 */
public record BackupOptions(int concurrency, boolean delete, BackupListener listener) {
  public static final BackupOptions DEFAULTS = new BackupOptions(8, false, BackupListener.NONE);

  public BackupOptions {
    if (concurrency < 1) {
      throw new IllegalArgumentException(
          "invalid concurrency " + concurrency + ": expected at least 1");
    }
  }

  public BackupOptions withConcurrency(int files) {
    return new BackupOptions(files, delete, listener);
  }

  public BackupOptions withDelete(boolean newDelete) {
    return new BackupOptions(concurrency, newDelete, listener);
  }

  public BackupOptions withListener(BackupListener newListener) {
    return new BackupOptions(concurrency, delete, newListener);
  }
}
