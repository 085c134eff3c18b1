package io.gypsum.store.backup;

/** Receives progress events of a backup, from several threads at a time. Must be quick and must not throw. */
public interface BackupListener {
  BackupListener NONE = new BackupListener() {};

  /** A file was written, or would have been in a dry run. */
  default void onFileCopied(long sizeBytes) {}

  /** A file existed at the target. */
  default void onFileSkipped() {}
}
