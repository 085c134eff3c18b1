package io.gypsum.client;

/**
 * A file or folder that is not uploaded.
 *
 * <pre>{@code
 * TransferListener printer = new TransferListener() {
 *   @Override
 *   public void excludes(ExcludedPath excluded) {
 *     System.out.println(excluded.path() + " matches " + excluded.pattern());
 *   }
 * };
 * gypsum.version("my-project/counts/v2").upload(Path.of("counts")).progress(printer).run();
 * }</pre>
 *
 * @param path relative to the directory, with {@code /} between its components and, for a folder, at the end
 * @param pattern the pattern that matched
 */
public record ExcludedPath(String path, String pattern) {
  /** Returns whether one of {@link ExcludeRules#DEFAULT_PATTERNS} matched. */
  public boolean isDefault() {
    return ExcludeRules.DEFAULT_PATTERNS.patterns().contains(pattern);
  }
}
