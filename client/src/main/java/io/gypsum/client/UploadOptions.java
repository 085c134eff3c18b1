package io.gypsum.client;

/**
 * How to upload a directory.
 *
 * <pre>{@code
 * UploadOptions.DEFAULTS.withProbation(true).withConcurrency(4)
 * }</pre>
 *
 * @param deduplicate whether files that the asset's latest version has already become links to it
 * @param links what becomes of symbolic links
 * @param onProbation whether the version waits for an owner's approval; an untrusted uploader's does in any case
 * @param concurrency how many files are sent at a time; 0 for as many as the client is set to
 */
public record UploadOptions(
    boolean deduplicate, LinkMode links, boolean onProbation, int concurrency) {
  /** Deduplicates, links into the cache become links, not on probation, as concurrent as the client. */
  public static final UploadOptions DEFAULTS = new UploadOptions(true, LinkMode.AUTO, false, 0);

  public UploadOptions {
    if (concurrency < 0) {
      throw new IllegalArgumentException("a concurrency of " + concurrency);
    }
  }

  public UploadOptions withDeduplication(boolean wanted) {
    return new UploadOptions(wanted, links, onProbation, concurrency);
  }

  public UploadOptions withLinks(LinkMode mode) {
    return new UploadOptions(deduplicate, mode, onProbation, concurrency);
  }

  public UploadOptions withProbation(boolean wanted) {
    return new UploadOptions(deduplicate, links, wanted, concurrency);
  }

  public UploadOptions withConcurrency(int files) {
    return new UploadOptions(deduplicate, links, onProbation, files);
  }

  PrepareOptions prepare() {
    return new PrepareOptions(deduplicate, links);
  }
}
