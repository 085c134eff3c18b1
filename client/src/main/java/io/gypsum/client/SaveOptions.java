package io.gypsum.client;

/**
 * How to bring files into the cache.
 *
 * @param concurrency how many files are fetched at a time; 0 for as many as the client is set to
 * @param relink whether to look for missing linked files also in a version that counts as complete: clients in other
 *     languages may have left them out
 * @param overwrite whether to fetch again what is there already, should it have been damaged or its version uploaded anew
 */
public record SaveOptions(int concurrency, boolean relink, boolean overwrite) {
  /** As concurrent as the client; trusts what is there. */
  public static final SaveOptions DEFAULTS = new SaveOptions(0, false, false);

  public SaveOptions {
    if (concurrency < 0) {
      throw new IllegalArgumentException("a concurrency of " + concurrency);
    }
  }

  public SaveOptions withConcurrency(int files) {
    return new SaveOptions(files, relink, overwrite);
  }

  public SaveOptions withRelink(boolean wanted) {
    return new SaveOptions(concurrency, wanted, overwrite);
  }

  public SaveOptions withOverwrite(boolean wanted) {
    return new SaveOptions(concurrency, relink, wanted);
  }
}
