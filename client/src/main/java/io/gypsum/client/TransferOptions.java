package io.gypsum.client;

import org.jspecify.annotations.Nullable;

/**
 * Options of all transfers.
 *
 * <pre>{@code
 * StartedUpload upload = gypsum.startUpload(newVersion, gypsum.prepareDirectoryUpload(Path.of("counts")));
 * gypsum.uploadFiles(upload, Path.of("counts"), TransferOptions.DEFAULTS.withConcurrency(2));
 * gypsum.completeUpload(upload);
 * }</pre>
 */
public final class TransferOptions {
  /** The concurrency and the listener of the client. */
  public static final TransferOptions DEFAULTS = new TransferOptions(0, null);

  private final int concurrency;
  private final @Nullable TransferListener progress;

  private TransferOptions(int concurrency, @Nullable TransferListener progress) {
    this.concurrency = concurrency;
    this.progress = progress;
  }

  /**
   * Sets the maximum number of files that are transferred at a time.
   *
   * @param files 0 for the default of the client
   */
  public TransferOptions withConcurrency(int files) {
    if (files < 0) {
      throw new IllegalArgumentException(
          "invalid concurrency " + files + ": must not be negative");
    }
    return new TransferOptions(files, progress);
  }

  /** Sets the listener of the transfer, which replaces that of the client. */
  public TransferOptions withProgress(TransferListener listener) {
    return new TransferOptions(concurrency, listener);
  }

  /** Returns the maximum number of files that are transferred at a time; 0 for the default of the client. */
  public int concurrency() {
    return concurrency;
  }

  /** Returns the listener of the transfer, or the listener of the client if none is set. */
  TransferListener progressOr(TransferListener ofClient) {
    return progress == null ? ofClient : progress;
  }
}
