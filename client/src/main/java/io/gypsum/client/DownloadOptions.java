package io.gypsum.client;

/**
 * Options for a download. Immutable and thread-safe.
 *
 * <pre>{@code
 * DownloadOptions options = DownloadOptions.DEFAULTS.withOverwrite(true).withConcurrency(4);
 * gypsum.downloadVersion(version, Path.of("copy"), options);
 * }</pre>
 */
public final class DownloadOptions {
  /** The defaults: overwrite nothing, and download all files, with the concurrency and the listener of the client. */
  public static final DownloadOptions DEFAULTS =
      new DownloadOptions(false, FileSelection.ALL, TransferOptions.DEFAULTS);

  private final boolean overwrite;
  private final FileSelection files;
  private final TransferOptions transfer;

  private DownloadOptions(boolean overwrite, FileSelection files, TransferOptions transfer) {
    this.overwrite = overwrite;
    this.files = files;
    this.transfer = transfer;
  }

  /** Sets whether to replace files with different content; otherwise they are an error. The default is false. */
  public DownloadOptions withOverwrite(boolean value) {
    return new DownloadOptions(value, files, transfer);
  }

  /**
   * Sets the files to download; ignored by methods that download one file. Paths of files in a selected folder are relative to
   * the folder. The default is all files.
   */
  public DownloadOptions withFiles(FileSelection selection) {
    return new DownloadOptions(overwrite, selection, transfer);
  }

  /**
   * Sets the maximum number of files that are downloaded at a time.
   *
   * @param maxFiles 0 for the default of the client
   */
  public DownloadOptions withConcurrency(int maxFiles) {
    return new DownloadOptions(overwrite, files, transfer.withConcurrency(maxFiles));
  }

  /** Sets the listener of the download, which replaces that of the client. */
  public DownloadOptions withProgress(TransferListener listener) {
    return new DownloadOptions(overwrite, files, transfer.withProgress(listener));
  }

  public boolean overwrite() {
    return overwrite;
  }

  public FileSelection files() {
    return files;
  }

  public int concurrency() {
    return transfer.concurrency();
  }

  DownloadOptions withTransfer(TransferOptions options) {
    return new DownloadOptions(overwrite, files, options);
  }

  TransferOptions transfer() {
    return transfer;
  }
}
