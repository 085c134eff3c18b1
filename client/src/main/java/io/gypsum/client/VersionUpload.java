package io.gypsum.client;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.name.AssetVersion;

/**
 * The upload of a directory as a new version. The defaults are {@link UploadOptions#DEFAULTS}. Not thread-safe.
 *
 * <pre>{@code
 * UploadReport report =
 *     gypsum.version("my-project/counts/v2")
 *         .upload(Path.of("counts"))
 *         .links(LinkMode.NEVER)
 *         .excludes(ExcludeRules.STANDARD)
 *         .exclude("*.tmp")
 *         .onProbation()
 *         .run();
 * }</pre>
 */
public final class VersionUpload {
  private final GypsumClient client;
  private final AssetVersion version;
  private final Path directory;
  private final List<String> exclude = new ArrayList<>();
  private UploadOptions options = UploadOptions.DEFAULTS;

  VersionUpload(GypsumClient client, AssetVersion version, Path directory) {
    this.client = client;
    this.version = version;
    this.directory = directory;
  }

  /** Uploads all files, even those that the latest version of the asset contains. */
  public VersionUpload withoutDeduplication() {
    options = options.withDeduplication(false);
    return this;
  }

  /** Sets how symbolic links are handled. */
  public VersionUpload links(LinkMode mode) {
    options = options.withLinks(mode);
    return this;
  }

  /** Sets which files are excluded, such as {@link ExcludeRules#STANDARD}; by default, none are. */
  public VersionUpload excludes(ExcludeRules rules) {
    options = options.withExcludes(rules);
    return this;
  }

  /**
   * Excludes files that match a pattern of this call or of an earlier one ({@link PathPatterns}), in addition to those of
   * {@link #excludes}.
   */
  public VersionUpload exclude(String... patterns) {
    exclude.addAll(List.of(patterns));
    return this;
  }

  /** Refuses symbolic links that lead out of the directory, except into the cache. */
  public VersionUpload refuseOutsideLinks() {
    options = options.withFollowOutside(false);
    return this;
  }

  /** Requires an owner's approval; versions of untrusted uploaders always do. */
  public VersionUpload onProbation() {
    options = options.withProbation(true);
    return this;
  }

  /** Accepts a directory without files. */
  public VersionUpload allowEmpty() {
    options = options.withAllowEmpty(true);
    return this;
  }

  /** Sets the maximum number of files that are sent at a time, instead of the default of the client. */
  public VersionUpload concurrency(int files) {
    options = options.withConcurrency(files);
    return this;
  }

  /** Sets the listener of this upload, which replaces that of the client. */
  public VersionUpload progress(TransferListener listener) {
    options = options.withProgress(listener);
    return this;
  }

  /**
   * Uploads the directory.
   *
   * @throws io.gypsum.core.GypsumException INVALID if a pattern is invalid
   * @see GypsumClient#uploadDirectory(AssetVersion, Path, UploadOptions)
   */
  public UploadReport run() {
    ExcludeRules rules = options.prepare().excludes();
    PathPatterns patterns = rules.patterns().followedBy(PathPatterns.of(exclude));
    return client.uploadDirectory(
        version, directory, options.withExcludes(rules.withPatterns(patterns)));
  }
}
