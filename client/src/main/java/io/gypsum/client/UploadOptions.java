package io.gypsum.client;

/**
 * Options for uploading a directory. Immutable and thread-safe.
 *
 * <pre>{@code
 * UploadOptions options = UploadOptions.DEFAULTS.withProbation(true).withConcurrency(4);
 * gypsum.uploadDirectory(newVersion, Path.of("counts"), options);
 * }</pre>
 */
public final class UploadOptions {
  /**
   * Deduplicates files, turns links to cached files into links on the server, uploads without probation, and requires at least
   * one file; the concurrency and the listener are those of the client.
   */
  public static final UploadOptions DEFAULTS =
      new UploadOptions(PrepareOptions.DEFAULTS, false, TransferOptions.DEFAULTS);

  private final PrepareOptions prepare;
  private final boolean onProbation;
  private final TransferOptions transfer;

  private UploadOptions(PrepareOptions prepare, boolean onProbation, TransferOptions transfer) {
    this.prepare = prepare;
    this.onProbation = onProbation;
    this.transfer = transfer;
  }

  /** Sets how the directory is prepared. */
  public UploadOptions withPrepare(PrepareOptions options) {
    return new UploadOptions(options, onProbation, transfer);
  }

  /** @see PrepareOptions#withDeduplication */
  public UploadOptions withDeduplication(boolean value) {
    return withPrepare(prepare.withDeduplication(value));
  }

  /** @see PrepareOptions#withLinks */
  public UploadOptions withLinks(LinkMode mode) {
    return withPrepare(prepare.withLinks(mode));
  }

  /** @see PrepareOptions#withAllowEmpty */
  public UploadOptions withAllowEmpty(boolean value) {
    return withPrepare(prepare.withAllowEmpty(value));
  }

  /** @see PrepareOptions#withExcludes */
  public UploadOptions withExcludes(ExcludeRules rules) {
    return withPrepare(prepare.withExcludes(rules));
  }

  /** @see PrepareOptions#withFollowOutside */
  public UploadOptions withFollowOutside(boolean value) {
    return withPrepare(prepare.withFollowOutside(value));
  }

  /** Sets whether the version needs an owner's approval; versions of untrusted uploaders always do. The default is false. */
  public UploadOptions withProbation(boolean value) {
    return new UploadOptions(prepare, value, transfer);
  }

  /**
   * Sets the maximum number of files that are sent at a time.
   *
   * @param maxFiles 0 for the default of the client
   */
  public UploadOptions withConcurrency(int maxFiles) {
    return new UploadOptions(prepare, onProbation, transfer.withConcurrency(maxFiles));
  }

  /** Sets the listener of the upload, which replaces that of the client. */
  public UploadOptions withProgress(TransferListener listener) {
    return new UploadOptions(prepare, onProbation, transfer.withProgress(listener));
  }

  public boolean deduplicate() {
    return prepare.deduplicate();
  }

  public LinkMode links() {
    return prepare.links();
  }

  public boolean allowEmpty() {
    return prepare.allowEmpty();
  }

  /** Returns the options for preparing the directory. */
  public PrepareOptions prepare() {
    return prepare;
  }

  public boolean onProbation() {
    return onProbation;
  }

  public int concurrency() {
    return transfer.concurrency();
  }

  TransferOptions transfer() {
    return transfer;
  }
}
