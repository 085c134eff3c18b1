package io.gypsum.store.backup;

/**
 * How a backup works.
 *
 * @param concurrency how many files are copied at once, at least 1
 * @param delete whether what the source no longer has is removed from the target
 * @param listener is told how it goes on
 */
public record BackupOptions(int concurrency, boolean delete, BackupListener listener) {
  public static final BackupOptions DEFAULTS = new BackupOptions(8, false, BackupListener.NONE);

  public BackupOptions {
    if (concurrency < 1) {
      throw new IllegalArgumentException("a concurrency of " + concurrency);
    }
  }

  public BackupOptions withConcurrency(int files) {
    return new BackupOptions(files, delete, listener);
  }

  public BackupOptions withDelete(boolean mirror) {
    return new BackupOptions(concurrency, mirror, listener);
  }

  public BackupOptions withListener(BackupListener told) {
    return new BackupOptions(concurrency, delete, told);
  }
}
