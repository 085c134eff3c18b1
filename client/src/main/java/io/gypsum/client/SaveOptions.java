package io.gypsum.client;

/**
 * Options for downloading files into the cache. Immutable and thread-safe.
 *
 * <pre>{@code
 * Path saved = gypsum.saveVersion(version, SaveOptions.DEFAULTS.withConcurrency(4));
 * }</pre>
 */
public final class SaveOptions {
  /**
   * The defaults: keep existing files, and download all files, links included, with the concurrency and the listener of the
   * client.
   */
  public static final SaveOptions DEFAULTS =
      new SaveOptions(false, true, false, FileSelection.ALL, TransferOptions.DEFAULTS);

  private final boolean overwrite;
  private final boolean relink;
  private final boolean verify;
  private final FileSelection files;
  private final TransferOptions transfer;

  private SaveOptions(
      boolean overwrite, boolean relink, boolean verify, FileSelection files,
      TransferOptions transfer) {
    this.overwrite = overwrite;
    this.relink = relink;
    this.verify = verify;
    this.files = files;
    this.transfer = transfer;
  }

  /**
   * Sets whether to download existing files again, because they are corrupt or the version was uploaded again. The default is
   * false.
   */
  public SaveOptions withOverwrite(boolean value) {
    return new SaveOptions(value, relink, verify, files, transfer);
  }

  /**
   * Sets whether the linked files of a version are created. Otherwise they are missing, and the version does not count as
   * complete; {@link GypsumClient#resolveLinks(io.gypsum.core.name.AssetVersion)} creates them later. Ignored by that method and
   * by methods that download one file. The default is true.
   */
  public SaveOptions withRelink(boolean value) {
    return new SaveOptions(overwrite, value, verify, files, transfer);
  }

  /**
   * Sets whether to compare the MD5 of the files of a version even if it is complete, and to download incorrect ones again. The
   * default is false.
   */
  public SaveOptions withVerify(boolean value) {
    return new SaveOptions(overwrite, relink, value, files, transfer);
  }

  /**
   * Sets the files to download; ignored by methods that download one file, and for clones. The default is all files.
   */
  public SaveOptions withFiles(FileSelection selection) {
    return new SaveOptions(overwrite, relink, verify, selection, transfer);
  }

  /**
   * Sets the maximum number of files that are downloaded at a time.
   *
   * @param maxFiles 0 for the default of the client
   */
  public SaveOptions withConcurrency(int maxFiles) {
    return new SaveOptions(
        overwrite, relink, verify, files, transfer.withConcurrency(maxFiles));
  }

  /** Sets the listener of the download, which replaces that of the client. */
  public SaveOptions withProgress(TransferListener listener) {
    return new SaveOptions(overwrite, relink, verify, files, transfer.withProgress(listener));
  }

  public boolean overwrite() {
    return overwrite;
  }

  public boolean relink() {
    return relink;
  }

  public boolean verify() {
    return verify;
  }

  public FileSelection files() {
    return files;
  }

  public int concurrency() {
    return transfer.concurrency();
  }

  SaveOptions withTransfer(TransferOptions options) {
    return new SaveOptions(overwrite, relink, verify, files, options);
  }

  TransferOptions transfer() {
    return transfer;
  }
}
