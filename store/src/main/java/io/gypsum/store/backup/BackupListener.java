package io.gypsum.store.backup;

/** Is told how a backup goes on, by any of its threads and by several at once. Must be quick, and throw nothing. */
public interface BackupListener {
  BackupListener NONE = new BackupListener() {};

  /** A file was written, or would have been. */
  default void onFileCopied(long sizeBytes) {}

  /** A file is there already. */
  default void onFileSkipped() {}
}
