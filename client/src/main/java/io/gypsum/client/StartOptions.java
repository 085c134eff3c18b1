package io.gypsum.client;

/**
 * Options for starting an upload.
 *
 * <pre>{@code
 * List<UploadFile> files = gypsum.prepareDirectoryUpload(Path.of("counts"));
 * StartedUpload upload =
 *     gypsum.startUpload(newVersion, files, StartOptions.DEFAULTS.withProbation(true));
 * gypsum.abortUpload(upload);
 * }</pre>
 */
public final class StartOptions {
  /** The default: publish the version without probation, if the user is trusted. */
  public static final StartOptions DEFAULTS = new StartOptions(false);

  private final boolean onProbation;

  private StartOptions(boolean onProbation) {
    this.onProbation = onProbation;
  }

  /** Sets whether the version needs an owner's approval; versions of untrusted uploaders always do. */
  public StartOptions withProbation(boolean value) {
    return new StartOptions(value);
  }

  public boolean onProbation() {
    return onProbation;
  }
}
