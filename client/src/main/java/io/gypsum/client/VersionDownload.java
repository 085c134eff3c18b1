package io.gypsum.client;

import java.nio.file.Path;

import io.gypsum.core.name.AssetVersion;
import org.jspecify.annotations.Nullable;

/**
 * The download of a version, into the cache unless {@link #to} names another directory. Not thread-safe.
 *
 * <pre>{@code
 * Path cached = gypsum.version("my-project/counts/v1").download().run();
 * Path copy = gypsum.version("my-project/counts/v1").download().to(Path.of("copy")).overwrite().run();
 * }</pre>
 */
public final class VersionDownload {
  private final GypsumClient client;
  private final AssetVersion version;
  private @Nullable Path directory;
  private boolean overwrite;
  private int concurrency;

  VersionDownload(GypsumClient client, AssetVersion version) {
    this.client = client;
    this.version = version;
  }

  /** Downloads to a directory, which is created if necessary, instead of into the cache. */
  public VersionDownload to(Path target) {
    this.directory = target;
    return this;
  }

  /** Replaces existing files with different content in the directory, or downloads cached files again. */
  public VersionDownload overwrite() {
    this.overwrite = true;
    return this;
  }

  /** Sets the maximum number of files that are downloaded at a time, instead of the default of the client. */
  public VersionDownload concurrency(int files) {
    this.concurrency = files;
    return this;
  }

  /**
   * Downloads the version.
   *
   * @return the directory that contains the files
   * @see GypsumClient#downloadVersion(AssetVersion, Path, DownloadOptions)
   * @see GypsumClient#saveVersion(AssetVersion, SaveOptions)
   */
  public Path run() {
    if (directory == null) {
      return client.saveVersion(
          version,
          SaveOptions.DEFAULTS.withOverwrite(overwrite).withConcurrency(concurrency));
    }
    client.downloadVersion(
        version, directory,
        DownloadOptions.DEFAULTS.withOverwrite(overwrite).withConcurrency(concurrency));
    return directory;
  }
}
